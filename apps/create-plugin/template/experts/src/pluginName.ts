import * as tf from '@tensorflow/tfjs-core';
import {
  type ExpertPool,
  groupedMatMul,
  parameterSpec,
  type ParametersOf,
  rowsOf,
  uniformFanIn,
} from '@outrageous/core';
import { checkOptions, is, optional } from '@outrageous/core/options';

/** What {@link pluginName} is made from: the sizes that a model needs, and options of its own. */
export interface PluginNameOptions {
  /** How many experts there are. */
  readonly experts: number;
  /** The width d of the rows, which come back as wide. */
  readonly width: number;
  /** The width of the hidden layer. */
  readonly hidden: number;
  /** What the hidden layer's positive numbers are raised to; 2 where it isn't said. */
  readonly power?: number;
}

/**
 * Feed-forward experts whose activations are squared, or raised to another power:
 *
 *     E_i(x) = max(0, x · W_i)^power · V_i
 *
 * Rows [slots, d] that are sorted by expert give [slots, d]. The parameters are `hidden` [experts, d, hidden] and
 * `output` [experts, hidden, d]; they are read as tables, so that experts without rows cost nothing.
 *
 * @throws TypeError that names an option which is unknown or missing; RangeError on another number
 * @throws RangeError from `part` where there are no such experts
 *
 * So et al., Primer: Searching for Efficient Transformers for Language Modeling, 2021.
 */
export function pluginName(options: PluginNameOptions): ExpertPool {
  const kinds = { experts: is.size, width: is.size, hidden: is.size, power: optional(is.positive) };
  const { experts, width, hidden, power = 2 } = checkOptions('pluginName', options, kinds);
  const parameters = {
    hidden: parameterSpec([experts, width, hidden], uniformFanIn(width), { perExpert: true }),
    output: parameterSpec([experts, hidden, width], uniformFanIn(hidden), { perExpert: true }),
  };
  return {
    parameters,
    operations: 2 * width * hidden,
    experts,
    inputWidth: width,
    width,
    apply: (leaves: ParametersOf<typeof parameters>, grouped) =>
      tf.tidy(() => {
        const positive = groupedMatMul(grouped, rowsOf(leaves.hidden), { activation: 'relu' });
        return groupedMatMul({ ...grouped, rows: tf.pow(positive, power) }, rowsOf(leaves.output));
      }),
    part(first, count) {
      if (first >= 0 && count >= 1 && first + count <= experts) {
        return pluginName({ experts: count, width, hidden, power });
      }
      throw new RangeError(
        `pluginName: got a part of ${count} experts from expert ${first} on, needs at least one of 0 to ${experts - 1}`,
      );
    },
  };
}
