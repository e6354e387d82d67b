import { childContext, dropout } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.js';
import { type NamedState, ratedCell, type StateRates, withRates } from './stateRates.js';

/**
 * A cell some numbers of whose state stay, at random, what they were a step before:
 *
 *     s_t = s_{t−1} + d_t ⊙ (s̃_t − s_{t−1})
 *
 * s̃_t is the cell's own new state, and each number of d_t is 0 with probability rate, and 1 otherwise, drawn anew for
 * each step. Outside training d_t is its mean, 1 − rate. (Krueger et al., "Zoneout: regularizing RNNs by randomly
 * preserving hidden activations", 2017, with 0.5 for the cells and 0.05 for the hidden state on words.)
 *
 * @param rates in [0, 1), for the parts of the state by their names; a part that isn't named is left alone
 * @throws TypeError when the cell is none, and from `zeroState` on a name that no part of the state has
 * @throws RangeError when a rate is not in [0, 1)
 * @example
 * ```ts
 * const cell = asCell(lstm({ inputWidth: 64, cells: 64 }), ({ hidden }) => hidden);
 * const layer = unrolled(zoneout(cell, { cell: 0.5, hidden: 0.05 }));
 * ```
 */
export function zoneout<State extends NamedState>(cell: Cell<State>, rates: StateRates<State>): Cell<State> {
  return {
    ...ratedCell('zoneout', { cell, rates, fate: 'kept from the step before' }),
    apply: (parameters, sequenceStep, context) => {
      const { state: before, step } = sequenceStep;
      const draws = childContext(childContext(context, 'zoneout'), step);
      const { state: after, ...made } = cell.apply(parameters, sequenceStep, childContext(context, 'cell'));
      const state = withRates(after, rates, (part, rate, name) => {
        // Dropout divides by 1 − rate what it keeps; times 1 − rate it is d_t while training, and its mean otherwise.
        const change = dropout(tf.sub(part, before[name]), rate, childContext(draws, name));
        return tf.add(before[name], tf.mul(change, 1 - rate));
      });
      return { ...made, state };
    },
  };
}
