import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  groupedMatMul,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
  withoutLoss,
} from '@outrageous/core';

/** What {@link pluginName} is made from: the sizes that a model needs, and options of its own. */
export interface PluginNameOptions {
  /** The width d of the rows. */
  readonly width: number;
  /** The experts that each row chooses among: those of its group. */
  readonly experts: number;
  /** Gates in the bank, one for each group of rows; 1 (the default) is an ordinary gate. */
  readonly groups?: number;
  /** How many experts each row goes to. */
  readonly k: number;
  /** The cosines are divided by it; 0.1 where it isn't said. */
  readonly temperature?: number;
}

/**
 * Each row goes to the k experts whose direction is nearest to its own:
 *
 *     p(x) = softmax(cos(x, w_i) / temperature)
 *     G(x) = p(x) where it is among the k largest, else 0
 *
 * Rows [rows, d] give rows · k slots, row by row. The parameter `directions` is [groups, d, experts].
 *
 * @throws RangeError where a row can't go to k experts
 *
 * Chi et al., On the Representation Collapse of Sparse Mixture of Experts, 2022, without its projection.
 */
export function pluginName({ width, experts, groups = 1, k, temperature = 0.1 }: PluginNameOptions): Gate {
  if (k > experts) throw new RangeError(`pluginName: got k = ${k} of ${experts} experts, needs k from 1 to ${experts}`);
  const parameters = { directions: parameterSpec([groups, width, experts], uniformFanIn(width)) };
  return {
    parameters,
    operations: width * experts,
    groups,
    experts: groups * experts,
    expertsPerToken: k,
    apply: ({ directions }: ParametersOf<typeof parameters>, { rows, ...grouped }) =>
      tidyTree(() => {
        const cosines = groupedMatMul({ ...grouped, rows: ofLengthOne(rows) }, ofLengthOne(directions.read()));
        const logits: tf.Tensor2D = tf.div(cosines, temperature);
        const chosen = topKIndices(logits, k);
        const weight = tf.reshape<tf.Rank.R1>(takeAlong(tf.softmax(logits), chosen), [-1]);
        const expert = inAllGroups(chosen, grouped.group, experts);
        const importance = segmentSum(weight, expert, groups * experts);
        const load = segmentSum(tf.onesLike(weight), expert, groups * experts);
        const sums = { importance, load };
        return {
          token: eachTimes(rows.shape[0], k),
          expert,
          weight,
          experts: groups * experts,
          logits,
          sums,
          measure: withoutLoss,
        };
      }),
  };
}

/** Vectors along axis 1, divided by their length. */
function ofLengthOne<R extends tf.Rank>(vectors: tf.Tensor<R>): tf.Tensor<R> {
  return tf.mul(vectors, tf.rsqrt(tf.add(tf.sum(tf.square(vectors), 1, true), 1e-6)));
}

/** int32 [rows · k]: the j-th expert of group g is expert g · experts + j of all. */
function inAllGroups(chosen: tf.Tensor2D, group: tf.Tensor1D, experts: number): tf.Tensor1D {
  const first = tf.mul(tf.expandDims(group, 1), tf.scalar(experts, 'int32'));
  return tf.reshape(tf.add(chosen, first), [-1]);
}

/** int32 [rows · k]: 0, 0, 1, 1, 2, 2, … for k = 2. */
function eachTimes(rows: number, k: number): tf.Tensor1D {
  return tf.reshape(tf.tile(tf.expandDims(tf.range(0, rows, 1, 'int32'), 1), [1, k]), [-1]);
}
