import type { TimedCommunicator } from '@outrageous/parallel';

/** What share of the time is communication, between 0 and 1; undefined for a process that is alone. */
export interface CommunicationMeter {
  /** Since the last time that it was asked. */
  latest(): number | undefined;
  /** Since it was made. */
  total(): number | undefined;
}

/** Reads the stopwatch of a communicator. */
export function communicationMeter({ size, seconds }: TimedCommunicator): CommunicationMeter {
  const now = () => ({ busy: seconds(), all: performance.now() / 1000 });
  const begun = now();
  let last = begun;
  const shareSince = (before: typeof begun) => {
    const { busy, all } = now();
    return size === 1 ? undefined : (busy - before.busy) / (all - before.all);
  };
  return {
    latest() {
      const share = shareSince(last);
      last = now();
      return share;
    },
    total: () => shareSince(begun),
  };
}
