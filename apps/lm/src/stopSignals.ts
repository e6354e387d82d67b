import { Interruption } from './interruption.js';

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
    // Without a listener, the next one does what signals do. Not at once: `signal-exit`, which TensorFlow.js' Node side
    // loads, is told of this one too, and ends the process where it finds itself alone.
    queueMicrotask(forget);
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

/**
 * Does some work that the first stop signal ends at once: there is nothing to save.
 *
 * @param work what is left of it goes on until the process ends, unless it heeds its signal
 * @throws Interruption when a signal came
 */
export function untilStopped(work: (abort: AbortSignal) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (signal: StopSignalName) => reject(new Interruption(signal, `stopped by ${signal}`));
    withStopSignals(({ abort }) => work(abort), stop).then(resolve, reject);
  });
}
