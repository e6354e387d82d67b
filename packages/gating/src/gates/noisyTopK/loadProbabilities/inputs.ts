import type { OpGradient } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { NoisyLogits } from '../addNoise.js';

/** The logits of each row, and the two thresholds of its experts. */
export type LoadInputs = Pick<NoisyLogits, keyof NoisyLogits> & {
  /** int32 [rows, 1]: the expert with the k-th largest noisy logit */
  readonly lastIndex: tf.Tensor2D;
  /** float32 [rows, 1]: the k-th largest noisy logit, the threshold of experts outside the top k */
  readonly last: tf.Tensor2D;
  /** float32 [rows, 1]: the (k + 1)-th largest, the threshold of those inside */
  readonly next: tf.Tensor2D;
};

/** The gradients that flow; `noisy` only says which experts are inside, and has none. */
export type LoadGradient = OpGradient<LoadInputs, unknown, [tf.Tensor2D]>;
