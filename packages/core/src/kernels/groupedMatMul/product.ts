import type * as tf from '@tensorflow/tfjs-core';
import type { Table } from '../../gradients/table.js';

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

/** Matrices and vectors are given as tensors, or as the handles of the tables that hold them. */
export type Inputs = { rows: tf.Tensor2D; offsets: tf.Tensor1D; weights: tf.Tensor; bias?: tf.Tensor };

/** How they are multiplied. */
export type Attributes = {
  transposed: boolean;
  activation: Activation;
  matrices?: Table<tf.Rank.R3>;
  vectors?: Table<tf.Rank.R2>;
};

/** The operands, wherever they are stored. */
export function productOf(
  { weights, bias, ...sorted }: Inputs,
  { matrices, vectors, ...how }: Attributes,
): GroupedProduct {
  return {
    ...sorted,
    ...how,
    weights: matrices?.values ?? (weights as tf.Tensor3D),
    bias: vectors?.values ?? (bias as tf.Tensor2D | undefined),
  };
}
