import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { checkRate } from '../parts/checkRate.js';

/** A state that is a record of tensors, as that of LSTM and GRU. */
export type NamedState = { readonly [name: string]: Tensor2D };

/** Rates for parts of a state, by their names; a part that isn't named is left alone. */
export type StateRates<State extends NamedState> = { readonly [Name in keyof State]?: number };

/** Teaches what the rates of a wrapper around a cell are. */
export function checkRates(wrapper: string, rates: StateRates<NamedState>, fate: string): void {
  for (const [name, rate] of Object.entries(rates)) checkRate(`${wrapper}: the rate of '${name}'`, rate ?? 0, fate);
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
