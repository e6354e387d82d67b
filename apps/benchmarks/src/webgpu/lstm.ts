import * as tf from '@tensorflow/tfjs-core';
import { foldIn, key, normal } from '@outrageous/core';
import { countDispatches } from '@outrageous/core/testing';
import { lstmSequence } from '@outrageous/lstm';
import { total } from './dispatches.js';
import { type Clock, medianTimes } from './time.js';

/** An LSTM over a window. */
export interface LstmShape {
  readonly time: number;
  readonly batch: number;
  readonly width: number;
  readonly cells: number;
}

/** Forward and backward, as one op and as a user of TensorFlow.js unrolls it. */
export interface LstmSpeeds {
  readonly milliseconds: number;
  readonly unrolled: number;
  readonly dispatches: number;
  readonly unrolledDispatches: number;
}

export const lstmShapes: readonly LstmShape[] = [
  { time: 20, batch: 8, width: 64, cells: 64 },
  { time: 10, batch: 16, width: 128, cells: 128 },
];

/** Measures all gradients of the sum of an LSTM's outputs. */
export async function measureLstm({ time, batch, width, cells }: LstmShape, clock: Clock): Promise<LstmSpeeds> {
  const shapes = [[time, batch, width], [batch, cells], [batch, cells], [width + cells, 4 * cells], [4 * cells]];
  const tensors = shapes.map((shape, i) => normal(foldIn(key(0), i), shape, 0, 0.1)) as LstmTensors;
  const gradients = (run: (...given: LstmTensors) => tf.Tensor) => () =>
    tf.grads((...given: tf.Tensor[]) => tf.sum(run(...(given as LstmTensors))))(tensors)[3];
  const works = { milliseconds: gradients(fused), unrolled: gradients(unrolled) };
  const times = await medianTimes(works, { clock });
  const count = async (work: () => tf.Tensor) => total(await countDispatches(() => tf.tidy(work).dispose()));
  const dispatches = { dispatches: await count(works.milliseconds), unrolledDispatches: await count(works.unrolled) };
  tf.dispose(tensors);
  return { ...times, ...dispatches };
}

type LstmTensors = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];

function fused(...[x, cell, hidden, weight, bias]: LstmTensors): tf.Tensor {
  return lstmSequence(x, { cell, hidden }, { weight, bias }).output;
}

function unrolled(...[x, firstCell, firstHidden, weight, bias]: LstmTensors): tf.Tensor {
  let [cell, hidden] = [firstCell, firstHidden];
  const outputs = (tf.unstack(x) as tf.Tensor2D[]).map((step) => {
    [cell, hidden] = tf.basicLSTMCell(tf.scalar(0), weight, bias, step, cell, hidden);
    return hidden;
  });
  return tf.stack(outputs);
}
