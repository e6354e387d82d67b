import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from './grouped.js';
import type { Parameter } from './parameter.js';

/**
 * Rows as a bank's parameter numbers their groups: where a process has those of some groups alone, whose rows are then
 * the only ones, of these; else as they are.
 *
 * @param parameter `perGroup`
 * @example
 * ```ts
 * const logits = groupedMatMul(heldGroups(input, router), router.read()); // router: [held groups, d, experts]
 * ```
 */
export function heldGroups(input: Grouped, { shard }: Pick<Parameter, 'shard'>): Grouped {
  if (!shard) return input;
  const { first, count } = shard;
  return {
    rows: input.rows,
    group: tf.tidy(() => tf.sub(input.group, tf.scalar(first, 'int32'))),
    offsets: tf.slice(input.offsets, first, count + 1),
    groups: count,
  };
}
