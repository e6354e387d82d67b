import type { GateBank } from './layer.js';

/**
 * Decides for each row which experts see it, and with which weight.
 *
 * A gate works on *grouped* rows: with `groups` = 1 it is an ordinary gate; with
 * more, it is a bank of gates, one per group, each choosing among its own
 * `experts / groups` experts: what the hierarchical mixture needs (appendix B).
 * In group g, expert j has the index `g · (experts / groups) + j`.
 *
 * @example The smallest gate: its one expert gets every row.
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { countedRouting, type Gate } from '@outrageous/core';
 *
 * export const toTheOnlyOne: Gate = {
 *   parameters: {},
 *   operations: 0,
 *   groups: 1,
 *   experts: 1,
 *   expertsPerToken: 1,
 *   apply(_, { rows: { shape } }) {
 *     const token = tf.range(0, shape[0], 1, 'int32');
 *     return countedRouting({ token, expert: tf.zerosLike(token), weight: tf.ones([shape[0]]) }, 1);
 *   },
 * };
 * ```
 */
export interface Gate extends GateBank {
  /** Experts per row, on average where it varies: what the cost of a mixture is multiplied with. */
  readonly expertsPerToken: number;
  /** The width d of the rows that it reads; absent where it takes rows of any width, or doesn't say. */
  readonly inputWidth?: number;
  /**
   * Of a hierarchy: the gate that chooses branches, each of which is equally many experts that follow each other. What
   * chooses in them is a bank with a group for each branch, which the hierarchy runs where the context has it:
   *
   *     (context.placed?.(bank) ?? bank).apply(…)
   */
  readonly primary?: Gate;
}
