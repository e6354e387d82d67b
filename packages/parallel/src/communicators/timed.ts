import type { Communicator, Pending } from '@outrageous/core';

/** A communicator that knows how long its process was busy with it. */
export interface TimedCommunicator extends Communicator {
  /**
   * Seconds in which the process began operations, or waited for them, since it was made: what is overlapped with other
   * work doesn't count, and waiting for a slower process does.
   */
  seconds(): number;
}

/**
 * The same communicator, and those that are split off it, with a stopwatch.
 *
 * @example
 * ```ts
 * const world = timed(worldCommunicator());
 * // after some steps
 * console.log(`${Math.round((100 * world.seconds()) / secondsOfAllSteps)}% of the time is communication`);
 * ```
 */
export function timed(communicator: Communicator): TimedCommunicator {
  let milliseconds = 0;
  const time: Stopwatch = (work) => {
    const begun = performance.now();
    try {
      return work();
    } finally {
      milliseconds += performance.now() - begun;
    }
  };
  return { ...watched(communicator, time), seconds: () => milliseconds / 1000 };
}

/** Does some work, and adds its time to what there was. */
type Stopwatch = <Result>(work: () => Result) => Result;

function watched(communicator: Communicator, time: Stopwatch): Communicator {
  const { rank, size, allReduce, allGather, allToAll, broadcast, barrier, split } = communicator;
  const begin = <Result>(operation: () => Pending<Result>): Pending<Result> => {
    const pending = time(operation);
    return { wait: () => time(() => pending.wait()) };
  };
  return {
    rank,
    size,
    allReduce: (value) => begin(() => allReduce(value)),
    allGather: (value) => begin(() => allGather(value)),
    allToAll: (rows, counts) => begin(() => allToAll(rows, counts)),
    broadcast: (value, root) => begin(() => broadcast(value, root)),
    barrier: () => time(barrier),
    split: (color) =>
      watched(
        time(() => split(color)),
        time,
      ),
  };
}
