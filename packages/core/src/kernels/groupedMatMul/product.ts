import type * as tf from '@tensorflow/tfjs-core';

/** What becomes of each sum: nothing, or max(0, ·). */
export type Activation = 'none' | 'relu';

/** A grouped product: y_i = f(x_i · W_group(i) + b_group(i)). */
export interface GroupedProduct {
  /** float32 [slots, depth], sorted by group */
  readonly rows: tf.Tensor2D;
  /** int32 [groups + 1]: where each group begins */
  readonly offsets: tf.Tensor1D;
  /** float32 [groups, depth, width], or [groups, width, depth] where they are transposed */
  readonly weights: tf.Tensor3D;
  readonly transposed: boolean;
  /** float32 [groups, width]: added to each row of its group */
  readonly bias?: tf.Tensor2D;
  readonly activation: Activation;
}
