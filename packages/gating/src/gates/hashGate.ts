import * as tf from '@tensorflow/tfjs-core';
import { countedRouting, foldIn, type Gate, gatherRows, key, slotsOfChoice, tidyTree } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { bankKinds } from '../parts/checks.js';
import { bank, type BankOptions } from '../parts/bank.js';

/** What {@link hashGate} is made from. */
export interface HashGateOptions extends BankOptions {
  /** Other seeds send words to other experts: for several layers of one model; 0 where it isn't said. */
  readonly seed?: number;
}

/** Words whose ids differ by a multiple of this share an expert. A power of two, so that every GPU divides by it exactly. */
const BUCKETS = 2 ** 16;

/**
 * Sends every word to the expert that a hash of its id names, with the weight 1: nothing is learned.
 *
 *     G(x)_i = 1 where i = hash(id of x) mod experts, else 0
 *
 * The ids come from the context of the model (`Context.ids`). Rows give a slot each. Often used words make their
 * experts' loads unequal, and no loss can change that.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0
 * @throws Error from `apply` where the context doesn't say which word each row stands for, or on another number of groups
 * @example
 * ```ts
 * const gate = hashGate({ experts: 64, seed: 1 });
 * ```
 *
 * Roller et al., Hash Layers for Large Sparse Models, 2021 (random hash).
 */
export function hashGate(options: HashGateOptions): Gate {
  const { seed = 0 } = checkOptions('hashGate', options, { ...bankKinds, seed: optional(is.finite) });
  const { described, check } = bank('hashGate', options);
  const expertOf = Int32Array.from({ length: BUCKETS }, (_, id) => hashOf(id, seed) % options.experts);
  return {
    ...described,
    expertsPerToken: 1,
    apply: (_, input, { ids }) =>
      tidyTree(() => {
        check(input);
        const rows = input.rows.shape[0];
        const bucket = tf.mod<tf.Tensor1D>(knownIds(ids, rows), tf.scalar(BUCKETS, 'int32'));
        const chosen: tf.Tensor2D = tf.expandDims(gatherRows(tf.tensor1d(expertOf, 'int32'), bucket), 1);
        const slots = slotsOfChoice({ chosen, weights: tf.ones([rows, 1]) }, input, options.experts);
        return countedRouting(slots, described.experts);
      }),
  };
}

/** 32 bits of Philox, without a sign. */
function hashOf(id: number, seed: number): number {
  return foldIn(key(seed), id)[0] >>> 0;
}

function knownIds(ids: tf.Tensor1D | undefined, rows: number): tf.Tensor1D {
  if (ids?.shape[0] === rows) return ids;
  throw new Error(
    `hashGate: got ${ids ? ids.shape[0] : 'no'} ids for ${rows} rows, needs the id of each row; ` +
      'put them into the context that the model hands to its layers, as { training, key, ids }',
  );
}
