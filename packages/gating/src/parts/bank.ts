import type { Gate, Grouped } from '@outrageous/core';
import { checkGroups } from './checks.js';

/** What a gate that learns nothing is made from. */
export interface BankOptions {
  /** The experts that each row may go to: all of them, or those of its own group. */
  readonly experts: number;
  /** Gates in the bank, one for each group of rows; 1 (the default) is an ordinary gate. */
  readonly groups?: number;
}

/** What a gate without parameters says of itself, and the look at its input. */
export interface Bank {
  readonly described: Pick<Gate, 'parameters' | 'operations' | 'groups' | 'experts'>;
  /** @throws Error when the rows are in another number of groups */
  check(input: Grouped): void;
}

/**
 * A gate, or a bank of them, that learns nothing and goes by other things than the rows' numbers.
 *
 * @param gate whose name errors begin with
 */
export function bank(gate: string, { experts, groups = 1 }: BankOptions): Bank {
  return {
    described: { parameters: {}, operations: 0, groups, experts: groups * experts },
    check: (input) => checkGroups(gate, input, groups),
  };
}
