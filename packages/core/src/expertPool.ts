import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Grouped } from './grouped.js';
import type { Layer } from './layer.js';

/**
 * Many experts: rows of group e go through expert e, and come back in the same order.
 *
 * Takes rows [slots, d] grouped by expert (`groups` = `experts`), gives
 * [slots, dOut]. `operations` counts one row through one expert (the mean over
 * experts where they differ).
 *
 * @example The smallest pool: experts that give back what they get.
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import type { ExpertPool } from '@outrageous/core';
 *
 * export const identities = (experts: number, width: number): ExpertPool => ({
 *   parameters: {},
 *   operations: 0,
 *   experts,
 *   inputWidth: width,
 *   width,
 *   part(first, count) {
 *     if (first >= 0 && count >= 1 && first + count <= experts) return identities(count, width);
 *     throw new RangeError(`identities: got ${count} experts from ${first} on, needs some of 0 to ${experts - 1}`);
 *   },
 *   apply: (_, { rows }) => tf.clone(rows),
 * });
 * ```
 */
export interface ExpertPool extends Layer<Grouped, Tensor2D> {
  readonly experts: number;
  /** The width of the rows that come in, d: the same for all experts. */
  readonly inputWidth: number;
  /** The width of the rows that go out, dOut: the same for all experts, because their outputs are added. */
  readonly width: number;
  /**
   * The experts from `first` to `first + count - 1` as a pool of their own, which a
   * process can hold alone. Parameters keep their paths; those that are per expert
   * have `count` experts, and other experts' parameters are not there.
   *
   * @throws RangeError when there are no such experts
   */
  part(first: number, count: number): ExpertPool;
}
