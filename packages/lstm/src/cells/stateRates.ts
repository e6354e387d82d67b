import { checkOptions, checkValue } from '@outrageous/core/options';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { cellKind, rateKind } from '../parts/kinds.js';
import type { Cell } from './cell.js';

/** A state that is a record of tensors, as that of LSTM and GRU. */
export type NamedState = { readonly [name: string]: Tensor2D };

/** Rates for parts of a state, by their names; a part that isn't named is left alone. */
export type StateRates<State extends NamedState> = { readonly [Name in keyof State]?: number };

/** What a wrapper around a cell takes, and what happens to the numbers of its state that rates are shares of. */
interface Rated<State extends NamedState> {
  readonly cell: Cell<State>;
  readonly rates: StateRates<State>;
  readonly fate?: string;
}

/**
 * The cell, once its rates are looked at: what they are at once, and whether the state has such parts where one is made.
 *
 * @throws TypeError where the cell is none; RangeError or TypeError on rates that are none, from `zeroState` on unknown names
 */
export function ratedCell<State extends NamedState>(name: string, { cell, rates, fate }: Rated<State>): Cell<State> {
  const check = (parts: object) => {
    const kinds = Object.keys(parts).map((part) => [part, rateKind(fate)] as const);
    checkOptions<StateRates<NamedState>>(name, rates, Object.fromEntries(kinds));
  };
  checkValue(`${name}: the cell`, cell, cellKind);
  check(Object(rates) as object);
  return {
    ...cell,
    zeroState(batch) {
      const state = cell.zeroState(batch);
      check(state);
      return state;
    },
  };
}

/** The state, where each part that has a rate is what `change` makes of it. */
export function withRates<State extends NamedState>(
  state: State,
  rates: StateRates<State>,
  change: (part: Tensor2D, rate: number, name: string) => Tensor,
): State {
  const changed = Object.entries(state).map(([name, part]) => {
    const rate = rates[name] ?? 0;
    return [name, rate > 0 ? change(part, rate, name) : part] as const;
  });
  return Object.fromEntries(changed) as State;
}
