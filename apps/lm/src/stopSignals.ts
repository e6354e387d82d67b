/** How a user, a closing terminal or a process manager asks a program to stop. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a stop signal did. */
export interface StopSignal {
  /** Aborted by the first signal. */
  readonly abort: AbortSignal;
  /** The signal that came, if one did. */
  received(): StopSignalName | undefined;
}

/** One of {@link SIGNALS}. */
export type StopSignalName = (typeof SIGNALS)[number];

/**
 * Does some work that the first stop signal asks to end in good order; a second one ends the process at once.
 *
 * @param onStop is called with the first signal
 */
export async function withStopSignals<T>(
  work: (stop: StopSignal) => Promise<T>,
  onStop: (signal: StopSignalName) => void,
): Promise<T> {
  const controller = new AbortController();
  let received: StopSignalName | undefined;
  const forget = () => SIGNALS.forEach((signal) => process.off(signal, stop));
  const stop = (name: NodeJS.Signals) => {
    const signal = SIGNALS.find((one) => one === name) ?? 'SIGTERM';
    received = signal;
    // Without a listener, the next one does what signals do.
    forget();
    onStop(signal);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work({ abort: controller.signal, received: () => received });
  } finally {
    forget();
  }
}
