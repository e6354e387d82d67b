import * as tf from '@tensorflow/tfjs-core';
import {
  countedRouting,
  type Gate,
  groupedMatMul,
  parameterSpec,
  type ParametersOf,
  slotsOfChoice,
  softmax,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
} from '@outrageous/core';
import { checkOptions, is, optional } from '@outrageous/core/options';

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
 * @throws RangeError where a row can't go to k experts; TypeError that names an option which is unknown or missing
 *
 * Chi et al., On the Representation Collapse of Sparse Mixture of Experts, 2022, without its projection.
 */
export function pluginName(options: PluginNameOptions): Gate {
  const { width, experts, groups = 1, k, temperature = 0.1 } = checkOptions('pluginName', options, kinds);
  if (k > experts) throw new RangeError(`pluginName: got k = ${k} of ${experts} experts, needs k from 1 to ${experts}`);
  const parameters = { directions: parameterSpec([groups, width, experts], uniformFanIn(width)) };
  return {
    parameters,
    operations: width * experts,
    groups,
    experts: groups * experts,
    expertsPerToken: k,
    apply: ({ directions }: ParametersOf<typeof parameters>, input) =>
      tidyTree(() => {
        const cosines = groupedMatMul({ ...input, rows: ofLengthOne(input.rows) }, ofLengthOne(directions.read()));
        const logits: tf.Tensor2D = tf.div(cosines, temperature);
        const chosen = topKIndices(logits, k);
        const weights = takeAlong(softmax(logits), chosen);
        const slots = slotsOfChoice({ chosen, weights }, input, experts);
        return { ...countedRouting(slots, groups * experts), logits };
      }),
  };
}

const kinds = {
  width: is.size,
  experts: is.size,
  groups: optional(is.size),
  k: is.size,
  temperature: optional(is.positive),
};

/** Vectors along axis 1, divided by their length. */
function ofLengthOne<R extends tf.Rank>(vectors: tf.Tensor<R>): tf.Tensor<R> {
  return tf.mul(vectors, tf.rsqrt(tf.add(tf.sum(tf.square(vectors), 1, true), 1e-6)));
}
