import type { ExpertPool } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkPart } from './checkPart.js';
import { groupedNetwork } from '../networks/groupedNetwork.js';
import { type FeedForwardNetworkOptions, networkKinds } from '../networks/networkOptions.js';

/** What {@link feedForward} is made from. */
export interface FeedForwardOptions extends FeedForwardNetworkOptions {
  /** How many experts there are. */
  readonly experts: number;
}

const kinds = { experts: is.size, ...networkKinds };

/**
 * A pool of feed-forward experts of one shape, each with its own weights:
 *
 *     E_i(x) = f(x · W_i,1) · W_i,2        (one more f(· W) for each further hidden layer)
 *
 * Rows [slots, width] that are sorted by expert give [slots, outputWidth]. Every
 * row is computed, none is dropped and none is padded: the cost follows the rows,
 * whatever their distribution. With a `rank`, each matrix is a product of two smaller ones, W = W_into · W_outOf:
 * experts with fewer parameters, which cost less. Parameters are stacked, `hidden/0/weight` is
 * [experts, width, hidden] (with SwiGLU `hidden/0/gate/weight` and
 * `hidden/0/up/weight`) and `output/weight` [experts, hidden, outputWidth]; with a rank `hidden/0/into/weight`
 * [experts, width, rank] and `hidden/0/outOf/weight` [experts, rank, hidden], and so on.
 *
 * The first values are uniform with a gain that keeps the variance of the rows
 * (√2 for ReLU), those of expert i depend on the key and i alone; biases start at zero.
 *
 * @throws RangeError or TypeError from the factory on an option that is missing, unknown, or not what it may be
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const pool = feedForward({ experts: 256, width: 512, hidden: 1024 });
 * const layer = mixture(gate, pool);
 * ```
 *
 * Section 2, "experts are feed-forward networks"; appendix C: 512 → 1024 → 512 with ReLU.
 */
export function feedForward(options: FeedForwardOptions): ExpertPool {
  const { experts, ...network } = checkOptions('feedForward', options, kinds);
  const { width, outputWidth = width } = network;
  return {
    ...groupedNetwork('feedForward', network, experts),
    experts,
    inputWidth: width,
    width: outputWidth,
    part(first, count) {
      checkPart('feedForward', experts, first, count);
      return feedForward({ experts: count, ...network });
    },
  };
}
