import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from './grouped.js';
import { gatherRows } from './kernels/gatherRows/gatherRows.js';
import { groupBy } from './kernels/groupBy/groupBy.js';
import { defineElementwise } from './op/elementwise.js';
import type { Routing } from './routing.js';

/** The (row, expert, weight) triples of a routing. */
export type Slots = Pick<Routing, 'token' | 'expert' | 'weight'>;

/** What each row was given: experts of its own group, and their weights. */
export interface Choice {
  /** int32 [rows, k], each in [0, experts of a group). */
  readonly chosen: tf.Tensor2D;
  /** float32 [rows, k]; gradients flow through it. */
  readonly weights: tf.Tensor2D;
}

/**
 * Slots where every row goes to equally many experts: row by row, rows · k in all.
 *
 * @param input the rows that the gate was given
 * @param experts of a group
 * @example
 * ```ts
 * const chosen = topKIndices(logits, k);
 * const slots = slotsOfChoice({ chosen, weights: takeAlong(softmax(logits), chosen) }, input, experts);
 * ```
 */
export function slotsOfChoice({ chosen, weights }: Choice, input: Grouped, experts: number): Slots {
  const [rows, k] = chosen.shape;
  return {
    token: numbers(rows * k, (slot) => Math.floor(slot / k)),
    expert: tf.reshape(inAllGroups(chosen, tf.expandDims(input.group, 1), { ...input, experts }), [-1]),
    weight: tf.reshape(weights, [-1]),
  };
}

/** Which rows go to which experts of their group, and with which weights: both float32 [rows, experts]. */
export interface Selection {
  /** 1 for those that do, else 0. */
  readonly mask: tf.Tensor2D;
  /** Those outside of the mask don't count; gradients flow through it. */
  readonly weights: tf.Tensor2D;
}

/**
 * Slots where rows go to unequally many experts: those of the mask, row by row, then others, as none, until
 * there are `count`.
 *
 * @param input the rows that the gate was given
 * @param count at least the sum of the mask, and at most its size: what is known of it from shapes alone
 * @example
 * ```ts
 * const slots = slotsOfSelection({ mask: tf.step(weights), weights }, input, rows * experts);
 * ```
 */
export function slotsOfSelection({ mask, weights }: Selection, input: Grouped, count: number): Slots {
  const [rows, experts] = mask.shape;
  const isNone: tf.Tensor1D = tf.cast(tf.sub<tf.Tensor1D>(1, tf.reshape(mask, [-1])), 'int32');
  const chosen = tf.where<tf.Tensor2D>(tf.cast(mask, 'bool'), weights, tf.zerosLike(weights));
  const place = gatherRows(
    groupBy(isNone, 2).order,
    numbers(count, (slot) => slot),
  );
  const rowOf = numbers(rows * experts, (at) => Math.floor(at / experts));
  const expertOf = numbers(rows * experts, (at) => at % experts);
  const token = gatherRows(rowOf, place);
  return {
    token,
    expert: inAllGroups<tf.Rank.R1>(gatherRows(expertOf, place), gatherRows(input.group, token), { ...input, experts }),
    weight: gatherRows(tf.reshape<tf.Rank.R1>(chosen, [-1]), place),
  };
}

const isSomeOp = defineElementwise<Record<string, never>>({
  name: 'OutrageousIsSome',
  reference: ({ x }) => [tf.cast(tf.notEqual(x, 0), 'float32')],
  gradient: () => ({}),
});

/**
 * 1 for each slot with a weight, NaN among them, 0 for those that are none; float32 [slots], without a gradient.
 *
 * @example
 * ```ts
 * const rowsPerExpert = segmentSum(isSome(weight), expert, experts);
 * ```
 */
export function isSome(weight: tf.Tensor1D): tf.Tensor1D {
  return isSomeOp(weight, {});
}

/** The index among the experts of all groups: g · experts + j. */
function inAllGroups<R extends tf.Rank>(
  expert: tf.Tensor<R>,
  group: tf.Tensor,
  { groups, experts }: Pick<Grouped, 'groups'> & { readonly experts: number },
): tf.Tensor<R> {
  return groups === 1 ? expert : tf.add(expert, tf.mul(group, tf.scalar(experts, 'int32')));
}

/** int32 [count], made on the host: quotients of whole numbers are inexact on some GPUs. */
function numbers(count: number, at: (i: number) => number): tf.Tensor1D {
  return tf.tensor1d(
    Int32Array.from({ length: count }, (_, i) => at(i)),
    'int32',
  );
}
