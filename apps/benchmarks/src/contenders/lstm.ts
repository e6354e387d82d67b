import * as tf from '@tensorflow/tfjs-core';
import { initialize, key, leaves, normal } from '@outrageous/core';
import { beginOn } from '@outrageous/lm';
import { lstm } from '@outrageous/lstm';
import { readOne } from '../webgpu/time.js';
import { plainLstm } from './plainLstm.js';
import type { Trial } from './trial.js';

/** An LSTM as wide as its input, over a batch of sequences. */
export interface LstmSizes {
  readonly width: number;
  readonly batch: number;
  readonly time: number;
}

/** Our LSTM, forward and backward: gradients of the input, the weights and the bias. */
export async function ourLstm({ width, ...sizes }: LstmSizes): Promise<Trial> {
  const { description } = await beginOn('tensorflow');
  const layer = lstm({ inputWidth: width, cells: width });
  const parameters = initialize(layer.parameters, key(0));
  const state = layer.zeroState(sizes.batch);
  const weights = leaves(parameters).map((parameter) => parameter.read());
  const context = { training: true, key: key(1) };
  const outputOf = (input: tf.Tensor3D) => layer.apply(parameters, { input, state }, context).output;
  return { description, run: backward(outputOf, weights, { width, ...sizes }) };
}

/** The same from TensorFlow.js' own cell, step by step. */
export async function unrolledLstm({ width, ...sizes }: LstmSizes): Promise<Trial> {
  const { description } = await beginOn('tensorflow');
  const layer = plainLstm(width);
  const zeros = tf.zeros<tf.Rank.R2>([sizes.batch, width]);
  const outputOf = (input: tf.Tensor3D) => layer.apply(input, [zeros, zeros]).output;
  return { description, run: backward(outputOf, layer.variables, { width, ...sizes }) };
}

function backward(
  outputOf: (input: tf.Tensor3D) => tf.Tensor3D,
  weights: readonly tf.Tensor[],
  { width, batch, time }: LstmSizes,
): () => Promise<void> {
  const x = normal(key(2), [time, batch, width]);
  const dy = normal(key(3), [time, batch, width]);
  const gradients = tf.grads((input: tf.Tensor) => outputOf(input as tf.Tensor3D));
  return async () => {
    const made = tf.tidy(() => gradients([x, ...weights], dy));
    await readOne(made[made.length - 1]);
    tf.dispose(made);
  };
}
