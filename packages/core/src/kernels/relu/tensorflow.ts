import type { Tensor } from '@tensorflow/tfjs-core';
import type { OpFunction } from '../../op/op.js';
import { rawOps, typeAttribute } from '../../tensorflow.js';

/** TensorFlow's own op. */
const reluGradient: OpFunction<{ dy: Tensor; y: Tensor }, unknown> = ({ dy, y }) =>
  rawOps('ReluGrad', [typeAttribute('T', 'float32')], [dy, y], 1);

export const tensorflow = { reluGradient };
