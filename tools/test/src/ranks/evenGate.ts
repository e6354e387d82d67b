import * as tf from '@tensorflow/tfjs-core';
import { countedRouting, type Gate, tidyTree } from '@outrageous/core';

/** Sizes of an even gate. */
export interface EvenGateOptions {
  readonly groups: number;
  /** Experts in each group. */
  readonly perGroup: number;
  /** How many groups a token goes to, and how many experts in each. */
  readonly k: number;
}

/**
 * A hierarchy that is in perfect balance: token t goes to the k groups from t on, and there to the first k experts.
 *
 * With as many tokens as groups, or a multiple, all groups get equally many.
 */
export function evenGate({ groups, perGroup, k }: EvenGateOptions): Gate {
  const experts = groups * perGroup;
  return {
    parameters: {},
    operations: 0,
    groups: 1,
    experts,
    expertsPerToken: k * k,
    apply: (_, { rows }) =>
      tidyTree(() => {
        const slots = Array.from({ length: rows.shape[0] * k * k }, (_, slot) => slot);
        const groupOf = (slot: number) => (Math.floor(slot / (k * k)) + (Math.floor(slot / k) % k)) % groups;
        const token = tf.tensor1d(
          slots.map((slot) => Math.floor(slot / (k * k))),
          'int32',
        );
        const expert = tf.tensor1d(
          slots.map((slot) => groupOf(slot) * perGroup + (slot % k)),
          'int32',
        );
        const weight = tf.fill<tf.Rank.R1>([slots.length], 1 / (k * k));
        return countedRouting({ token, expert, weight }, experts);
      }),
  };
}
