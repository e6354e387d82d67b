import { childContext, dropout } from '@outrageous/core';
import type { Cell } from './cell.js';
import { type NamedState, ratedCell, type StateRates, withRates } from './stateRates.js';

/**
 * A cell that reads its state with the same numbers dropped at each step of a sequence:
 *
 *     s_t = cell(m ⊙ s_{t−1}, x_t)
 *
 * Each number of m is 0 with probability rate, and 1 / (1 − rate) otherwise, drawn once for each sequence of a window.
 * Outside training nothing is dropped. With `variationalDropout` around the layer it is the dropout of Gal and
 * Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (2016), with one mask
 * for all gates.
 *
 * @param rates in [0, 1), for the parts of the state by their names; a part that isn't named is left alone
 * @throws TypeError when the cell is none, and from `zeroState` on a name that no part of the state has
 * @throws RangeError when a rate is not in [0, 1)
 * @example
 * ```ts
 * const cell = asCell(gru({ inputWidth: 64, cells: 64 }), ({ hidden }) => hidden);
 * const layer = variationalDropout(unrolled(recurrentDropout(cell, { hidden: 0.2 })), { input: 0.2, output: 0.2 });
 * ```
 */
export function recurrentDropout<State extends NamedState>(cell: Cell<State>, rates: StateRates<State>): Cell<State> {
  return {
    ...ratedCell('recurrentDropout', { cell, rates }),
    apply: (parameters, { state, ...step }, context) => {
      const draws = childContext(context, 'recurrentDropout');
      const dropped = withRates(state, rates, (part, rate, name) => dropout(part, rate, childContext(draws, name)));
      return cell.apply(parameters, { ...step, state: dropped }, childContext(context, 'cell'));
    },
  };
}
