import * as tf from '@tensorflow/tfjs-core';
import {
  gatherRows,
  type Grouped,
  groupedMatMul,
  type Initializer,
  type Layer,
  type Parameter,
  parameterSpec,
  uniformFanIn,
  zeros,
} from '@outrageous/core';

/** What {@link linear} may be told. */
export interface LinearOptions {
  /** One matrix per expert; a single one for all rows where it isn't said. */
  readonly experts?: number;
  /** Multiplies the initial matrices, which keep the variance of their input. */
  readonly gain?: number;
  /** Adds a vector to each row; it starts at zero. */
  readonly bias?: boolean;
}

/**
 * Each row times a matrix: y = x · W (+ b), with the matrix of the row's expert or one for all.
 *
 * W is [experts, width, outputWidth] and b [experts, outputWidth]; without
 * `experts` they are [width, outputWidth] and [outputWidth].
 */
export function linear(
  width: number,
  outputWidth: number,
  { experts, gain = 1, bias = false }: LinearOptions,
): Layer<Grouped, tf.Tensor2D> {
  const describe = (shape: readonly number[], initial: Initializer) =>
    experts === undefined
      ? parameterSpec(shape, initial)
      : parameterSpec([experts, ...shape], initial, { perExpert: true });
  const weight = describe([width, outputWidth], uniformFanIn(width, gain));
  return {
    parameters: bias ? { weight, bias: describe([outputWidth], zeros) } : { weight },
    operations: width * outputWidth,
    apply(parameters: { weight: Parameter; bias?: Parameter }, grouped) {
      const { group, groups } = grouped;
      const y = groupedMatMul(grouped, tf.reshape(parameters.weight.read(), [groups, width, outputWidth]));
      if (!parameters.bias) return y;
      const vectors = tf.reshape<tf.Rank.R2>(parameters.bias.read(), [groups, outputWidth]);
      return tf.add(y, gatherRows(vectors, group));
    },
  };
}
