import type { Communicator } from '@outrageous/core';
import { mixture } from '@outrageous/experts';
import { grid, gridStrategy, singleProcess, type Strategy, timed, type TimedCommunicator } from '@outrageous/parallel';

/** The processes that train a model together, as one of them sees it. */
export interface Team {
  /** All of them, with a stopwatch. */
  readonly world: TimedCommunicator;
  /** How the model is spread over them. */
  readonly strategy: Strategy;
  /** Which copy of its experts this process has, where several have the same. */
  readonly replica: number;
  /** Tells people something, in the first process alone. */
  say(text: string): void;
}

/**
 * Divides experts among processes.
 *
 * @param expertRanks how many processes hold all experts once between them
 * @throws RangeError unless that divides the number of processes
 */
export function teamOf(communicator: Communicator, expertRanks = communicator.size): Team {
  const world = timed(communicator);
  const places = grid(world, expertRanks);
  return {
    world,
    strategy: gridStrategy(places, mixture),
    replica: places.replicas.rank,
    say: (text) => void (world.rank === 0 && process.stderr.write(text)),
  };
}

/** A process that works alone. */
export function alone(): Team {
  return teamOf(singleProcess());
}
