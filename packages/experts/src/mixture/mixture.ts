import type * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type ExpertPool,
  type Gate,
  gatherRows,
  groupBy,
  type Grouped,
  type Mixture,
  oneGroup,
  type ParameterTree,
  type Routing,
  tidyTree,
  weightedSegmentSum,
} from '@outrageous/core';
import { checkGate } from './checkGate.js';

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
 * @throws Error when the parts don't fit
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
  checkGate('mixture', gate, pool.experts, `the pool has ${pool.experts}`);
  return {
    parameters: { gate: gate.parameters, pool: pool.parameters },
    operations: gate.operations + gate.expertsPerToken * pool.operations,
    experts: pool.experts,
    apply: (parameters: Record<'gate' | 'pool', ParameterTree>, tokens, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters.gate, oneGroup(tokens), childContext(context, 'gate'));
        const { slots, token, weight } = dispatch(tokens, routing, pool.experts);
        const rows = pool.apply(parameters.pool, slots, { ...childContext(context, 'pool'), ids: undefined });
        const output = weightedSegmentSum({ values: rows, weight, segment: token }, tokens.shape[0]);
        return { output, routing };
      }),
  };
}

/** The tokens' rows, sorted by expert, and the token and weight of each. */
function dispatch(
  tokens: tf.Tensor2D,
  routing: Routing,
  groups: number,
): Pick<Routing, 'token' | 'weight'> & { readonly slots: Grouped } {
  const { order, offsets } = groupBy(routing.expert, groups);
  const token = gatherRows(routing.token, order);
  const group = gatherRows(routing.expert, order);
  const rows = gatherRows(tokens, token);
  return { slots: { rows, group, offsets, groups }, token, weight: gatherRows(routing.weight, order) };
}
