import { runNative } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LstmGradient, LstmInputs, LstmOutputGradients } from './inputs.js';
import { fromKernelOutputs, type KernelOutputs, type OutputList } from './trace.js';

/** All steps in one op, whose threads go through them together (`native/lstmForward.cc`). */
export function forwardNatively({ x, hidden, cell, weight, bias, projection }: LstmInputs): KernelOutputs {
  const name = projection ? 'OutrageousProjectedLstmForward' : 'OutrageousLstmForward';
  const inputs = [x, hidden, cell, weight, bias, ...(projection ? [projection] : [])];
  return fromKernelOutputs(runNative<OutputList>(name, inputs, 4));
}

/** Back through all steps in one op (`native/lstmBackward.cc`). */
export function backwardNatively(
  { x, hidden, cell, weight, projection }: LstmInputs,
  { hidden: hiddens, gates, cell: cells }: KernelOutputs,
  dy: LstmOutputGradients,
): LstmGradient {
  const made = [hiddens, gates, cells];
  const inputs = [x, hidden, cell, weight, ...made, dy.hidden, dy.finalCell, ...(projection ? [projection] : [])];
  const name = projection ? 'OutrageousProjectedLstmBackward' : 'OutrageousLstmBackward';
  const [dx, dHidden, dCell, dWeight, dBias, dProjection] = tf.tidy(() => runNative(name, inputs, projection ? 6 : 5));
  return {
    x: () => dx,
    hidden: () => dHidden,
    cell: () => dCell,
    weight: () => dWeight,
    bias: () => dBias,
    projection: () => dProjection,
  };
}
