import { childContext, type Context, dropout, type Recurrent, type StateTree, tidyTree } from '@outrageous/core';
import { checkOptions, checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { rateKind } from './parts/kinds.js';

/** What {@link variationalDropout} drops. */
export interface VariationalDropoutOptions {
  /** The share of the input's numbers that are dropped while training; 0 by default. */
  readonly input?: number;
  /** The share of the output's numbers that are dropped while training; 0 by default. */
  readonly output?: number;
}

const kinds = { input: rateKind(), output: rateKind() };

/**
 * A layer from whose input and output the same numbers are dropped at each step of a sequence:
 *
 *     y = m' ⊙ layer(m ⊙ x)
 *
 * Each number of the masks m [1, batch, d] and m' [1, batch, dOut] is 0 with probability rate, and 1 / (1 − rate)
 * otherwise, drawn once for each sequence of a window. Outside training nothing is dropped. Parameters and state are the
 * layer's own. Source: Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural
 * networks" (2016); for the state from step to step there is `recurrentDropout`.
 *
 * @throws TypeError when the layer is no recurrent one, or an option unknown
 * @throws RangeError when a rate is not in [0, 1)
 * @example
 * ```ts
 * const layer = variationalDropout(lstm({ inputWidth: 64, cells: 64 }), { input: 0.2, output: 0.2 });
 * ```
 */
export function variationalDropout<State extends StateTree>(
  layer: Recurrent<State>,
  options: VariationalDropoutOptions,
): Recurrent<State> {
  checkValue('variationalDropout: the layer', layer, is.recurrent);
  const { input: inputRate = 0, output: outputRate = 0 } = checkOptions('variationalDropout', options, kinds);
  return {
    ...layer,
    apply: (parameters, sequence, context) =>
      tidyTree(() => {
        const input = droppedAtAllSteps(sequence.input, inputRate, childContext(context, 'input'));
        const made = layer.apply(parameters, { ...sequence, input }, childContext(context, 'layer'));
        return { ...made, output: droppedAtAllSteps(made.output, outputRate, childContext(context, 'output')) };
      }),
  };
}

/** x times one mask for all steps, [1, batch, width]. */
function droppedAtAllSteps(x: tf.Tensor3D, rate: number, context: Context): tf.Tensor3D {
  if (!context.training || rate === 0) return x;
  const [, batch, width] = x.shape;
  return tf.mul(x, dropout(tf.ones([1, batch, width]), rate, context));
}
