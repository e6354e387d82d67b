import { onCuda } from '@outrageous/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { moveOnHost } from './host.js';
import type { MovedInputs } from './inputs.js';
import { moveWithOps } from './plain.js';

/** On CUDA nothing is read back. */
function moved(inputs: MovedInputs): [expert: Tensor1D, moves: Tensor1D] {
  return (onCuda() ? moveWithOps : moveOnHost)(inputs);
}

export const tensorflow = { moved };
