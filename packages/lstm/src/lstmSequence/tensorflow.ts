import { nativeOps, type OpFunction } from '@outrageous/core';
import { isWithoutRows } from '../parts/withoutRows.js';
import { backward } from './backward.js';
import { backwardWithTensorflow, forwardWithTensorflow } from './blockLstm.js';
import { forwardThroughTime } from './forward.js';
import type { LstmInputs } from './inputs.js';
import { backwardNatively, forwardNatively } from './native.js';
import { fromKernelOutputs, fromOutputs, type LstmOpGradient, type OutputList } from './trace.js';
import { toKernelOutputs, toOutputs } from './trace.js';

/**
 * Without native ops: up to so many cells TensorFlow's own backward pass is faster than
 * {@link backward}, which has larger matrix multiplications but more ops.
 */
const FEW_CELLS = 256;

const forward: OpFunction<LstmInputs, unknown, OutputList> = (inputs) => {
  if (nativeOps('lstm')) return toKernelOutputs(forwardNatively(inputs));
  return toOutputs((inputs.projection ? forwardThroughTime : forwardWithTensorflow)(inputs));
};

const gradient: LstmOpGradient = ([hidden, finalCell], { inputs, outputs }) => {
  const above = { hidden, finalCell };
  if (nativeOps('lstm')) return backwardNatively(inputs, fromKernelOutputs(outputs), above);
  if (isWithoutRows(inputs)) return {}; // TensorFlow's own would leave what is in memory
  const fused = !inputs.projection && inputs.cell.shape[1] <= FEW_CELLS;
  return (fused ? backwardWithTensorflow : backward)(inputs, fromOutputs(outputs), above);
};

export const tensorflow = { forward, gradient };
