import * as tf from '@tensorflow/tfjs-core';
import { countedRouting, type Gate, slotsOfChoice, tidyTree } from '@outrageous/core';
import { hierarchical, noisyTopK } from '@outrageous/gating';
import type { EvenGateOptions } from './evenGate.js';

/** What {@link evenGate} does with groups, by a hierarchy with parameters: each group has a gate of its own. */
export function evenHierarchy({ groups, perGroup, k, width }: EvenGateOptions & { readonly width: number }): Gate {
  const primary: Gate = {
    parameters: {},
    operations: 0,
    groups: 1,
    experts: groups,
    expertsPerToken: k,
    apply: (_, input) =>
      tidyTree(() => {
        const rows = input.rows.shape[0];
        const groupOf = (slot: number) => (Math.floor(slot / k) + (slot % k)) % groups;
        const chosen = tf.tensor2d(
          Array.from({ length: rows * k }, (_, slot) => groupOf(slot)),
          [rows, k],
          'int32',
        );
        const slots = slotsOfChoice({ chosen, weights: tf.fill([rows, k], 1 / k) }, input, groups);
        return countedRouting(slots, groups);
      }),
  };
  return hierarchical(primary, noisyTopK({ width, experts: perGroup, k, groups }));
}
