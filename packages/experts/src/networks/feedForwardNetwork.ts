import { type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { type Layer, oneGroup } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import { groupedNetwork } from './groupedNetwork.js';
import { type FeedForwardNetworkOptions, networkKinds } from './networkOptions.js';

/**
 * One feed-forward network that every row goes through: an expert by itself.
 *
 * The same network as in {@link feedForward}, with parameters of the shape
 * [in, out]. It serves as an expert in {@link poolOf}, and as the dense baseline of
 * the same cost as a mixture: rows [tokens, width] give [tokens, outputWidth].
 *
 * @throws RangeError or TypeError from the factory on an option that is missing, unknown, or not what it may be
 * @throws Error from `apply` on rows of another width
 * @example
 * ```ts
 * const wide = feedForwardNetwork({ width: 512, hidden: 4096 });
 * const deep = feedForwardNetwork({ width: 512, hidden: [1024, 1024, 1024, 1024] });
 * ```
 *
 * Appendix C, MoE-1-Wide and MoE-1-Deep.
 */
export function feedForwardNetwork(options: FeedForwardNetworkOptions): Layer<Tensor2D, Tensor2D> {
  const network = groupedNetwork('feedForwardNetwork', checkOptions('feedForwardNetwork', options, networkKinds));
  return {
    ...network,
    apply: (parameters, rows, context) => tidy(() => network.apply(parameters, oneGroup(rows), context)),
  };
}
