/** What the time of a training step is spent on. */
export type Part = (typeof partNames)[number];

/** All parts, in the order in which a step comes to them. */
export const partNames = ['LSTM', 'gate', 'dispatch', 'experts', 'combine', 'softmax', 'optimizer', 'rest'] as const;

/** Adds up the time of each part of a step, of which one is going on at any moment. */
export interface Stopwatch {
  /** The next run begins: what went by since the last turn belongs to no part. */
  begin(): void;
  /** From now on, time is this part's. */
  turn(part: Part): void;
  /** Milliseconds of each part since the last call. */
  take(): Record<Part, number>;
}

/**
 * A stopwatch that begins with the part `rest`.
 *
 * @param clock milliseconds since some moment
 */
export function stopwatch(clock: () => number = () => performance.now()): Stopwatch {
  let current: Part = 'rest';
  let since = clock();
  let times = zero();
  return {
    begin() {
      since = clock();
    },
    turn(part) {
      const now = clock();
      times[current] += now - since;
      [current, since] = [part, now];
    },
    take() {
      this.turn(current);
      const taken = times;
      times = zero();
      return taken;
    },
  };
}

function zero(): Record<Part, number> {
  return Object.fromEntries(partNames.map((name) => [name, 0])) as Record<Part, number>;
}
