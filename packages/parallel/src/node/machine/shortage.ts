import { about, quantity } from '../../planner/inWords.js';
import { type Machine, thisMachine } from './machine.js';

/** Processes that are to run at a time. */
export interface Demand {
  readonly ranks: number;
  /** Bytes that each of them needs. */
  readonly memory: number;
}

/** More processes than this on a core do little but wait for each other, and take the machine from everybody else. */
const PER_CORE = 8;

/**
 * What a machine lacks for processes, as arithmetic; undefined where it has enough.
 *
 * At most 8 processes are for each core, and all of them for the memory.
 *
 * @param machine this one, within the limits of its container, where it isn't said
 * @example
 * ```ts
 * const lacking = shortageOf({ ranks: 1000, memory: 2e8 });
 * if (lacking) throw new RangeError(`${lacking}; start fewer`);
 * ```
 */
export function shortageOf({ ranks, memory }: Demand, machine: Machine = thisMachine()): string | undefined {
  const { cores } = machine;
  const [each, all, there] = [memory, ranks * memory, machine.memory].map((bytes) => quantity(bytes, 'B'));
  const lacking = [
    ...(ranks > PER_CORE * cores
      ? [`${about(ranks)} processes on ${plural(cores, 'core')}, which are for ${PER_CORE * cores} (${PER_CORE} each)`]
      : []),
    ...(ranks * memory > machine.memory
      ? [`${ranks === 1 ? '' : `${about(ranks)} × ${each} = `}${all} of memory, of which there are ${there}`]
      : []),
  ];
  return lacking.length === 0 ? undefined : lacking.join(', and ');
}

/** How many processes a machine is for. */
export function mostRanks(memory: number, machine: Machine = thisMachine()): number {
  return Math.max(1, Math.min(PER_CORE * machine.cores, Math.floor(machine.memory / memory)));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
