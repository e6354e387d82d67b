import { childContext, dropout, type Recurrent, type StateTree, tidyTree } from '@outrageous/core';
import { checkOptions, checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { rateKind } from './parts/kinds.js';

/** What a residual connection does beside adding. */
export interface ResidualOptions {
  /** The share of the layer's outputs that are dropped while training; 0 by default. */
  readonly dropout?: number;
}

const kinds = { dropout: rateKind() };

/**
 * A layer around which its input passes: y = x + dropout(layer(x)).
 *
 * As every layer in the paper's language models (appendix C). Parameters and
 * state are the layer's own.
 *
 * @throws Error when the layer's output is not as wide as its input
 * @throws TypeError when the layer is no recurrent one, or an option unknown
 * @throws RangeError when the dropout is not in [0, 1)
 * @example
 * ```ts
 * const layer = residual(lstm({ inputWidth: 512, cells: 2048, projection: 512 }), { dropout: 0.1 });
 * ```
 */
export function residual<State extends StateTree>(
  layer: Recurrent<State>,
  options: ResidualOptions = {},
): Recurrent<State> {
  checkValue('residual: the layer', layer, is.recurrent);
  const { dropout: rate = 0 } = checkOptions('residual', options, kinds);
  checkWidth(layer.inputWidth, layer.width);
  return {
    ...layer,
    apply: (parameters, sequence, context) =>
      tidyTree(() => {
        const { output, ...rest } = layer.apply(parameters, sequence, childContext(context, 'layer'));
        const kept = dropout(output, rate, childContext(context, 'dropout'));
        return { ...rest, output: tf.add(sequence.input, kept) };
      }),
  };
}

function checkWidth(inputWidth: number, width: number): void {
  if (inputWidth === width) return;
  throw new Error(
    `residual: got a layer from width ${inputWidth} to ${width}, needs equal widths, because the input is added ` +
      `to the output; give the layer a projection to ${inputWidth}, or leave the residual away`,
  );
}
