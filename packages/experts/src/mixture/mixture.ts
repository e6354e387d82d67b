import type * as tf from '@tensorflow/tfjs-core';
import {
  type ExpertPool,
  type Gate,
  gatherRows,
  groupBy,
  type Grouped,
  type Mixture,
  mixtureOf,
  type RoutedTokens,
  weightedSegmentSum,
} from '@outrageous/core';
import { faultInRows, refuse } from '@outrageous/core/contracts';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/**
 * Joins a gate with a pool of experts:
 *
 *     y = Σ_i G(x)_i · E_i(x)
 *
 * where E_i is computed only for the rows that the gate sends to expert i. Tokens
 * [tokens, d] give `output` [tokens, dOut], 0 for a token that no expert takes.
 * The sum is linear in the weights and in the experts' outputs, and runs in the
 * order of the experts, so results repeat bit for bit. Gradients flow to the
 * tokens, through the experts and through the gate, and to both parts' parameters.
 *
 * What the gate wants added to the loss is in `measureRouting(routing).loss`, for the training step.
 *
 * @param gate a flat gate (`groups` 1) over as many experts as the pool has; a hierarchy is flat from outside
 * @param pool its experts
 * @throws TypeError when the gate is no gate, or the pool no pool
 * @throws Error when the parts don't fit
 * @throws TypeError from `apply` when the gate gives no routing of all tokens, or the pool no row for each slot
 * @example
 * ```ts
 * const layer = mixture(
 *   noisyTopK({ width: 512, experts: 32, k: 4 }),
 *   feedForward({ experts: 32, width: 512, hidden: 1024 }),
 * );
 * const { output, routing } = layer.apply(parameters, tokens, context);
 * ```
 *
 * Section 2, equation 1.
 */
export function mixture(gate: Gate, pool: ExpertPool): Mixture {
  checkValue('mixture: the gate', gate, is.gate);
  checkValue('mixture: the pool', pool, is.pool);
  const { parameters, operations, experts, inputWidth, width } = pool;
  return mixtureOf('mixture', gate, {
    parameters,
    operations,
    experts,
    inputWidth,
    width,
    mix(tree, routed, context) {
      const { slots, weight, segment } = dispatch(routed);
      const values = pool.apply(tree, slots, context);
      refuse('mixture: the pool gave no rows', faultInRows(values, weight.shape[0], width));
      return weightedSegmentSum({ values, weight, segment }, routed.tokens.shape[0]);
    },
  });
}

/** Rows sorted by expert, and the weight of each and the token that it belongs to. */
interface Dispatched {
  readonly slots: Grouped;
  readonly weight: tf.Tensor1D;
  readonly segment: tf.Tensor1D;
}

function dispatch({ tokens, routing: { token, expert, weight, experts: groups } }: RoutedTokens): Dispatched {
  const { order, offsets } = groupBy(expert, groups);
  const segment = gatherRows(token, order);
  const group = gatherRows(expert, order);
  const rows = gatherRows(tokens, segment);
  return { slots: { rows, group, offsets, groups }, weight: gatherRows(weight, order), segment };
}
