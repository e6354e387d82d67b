import type { Measurement } from '../measurement.js';
import type { Trial } from './trial.js';
import { ownTurns } from './turns.js';

/**
 * Says on standard output who computes, then answers each line `{"times": n}` with a {@link Measurement} of n runs,
 * until the input ends.
 *
 * pytorch/serve.py does the same.
 */
export async function serve(trial: Trial): Promise<void> {
  const { lines, answers } = trial.turns ?? ownTurns();
  const answer = answers ? print : () => undefined;
  answer({ description: trial.description });
  for await (const line of lines) {
    const { times } = JSON.parse(line) as { times: number };
    answer(await measure(trial, times));
  }
}

/** Runs a trial so many times. */
export async function measure(trial: Trial, times: number): Promise<Measurement> {
  const milliseconds: number[] = [];
  const processorMilliseconds: number[] = [];
  for (let time = 0; time < times; time++) {
    const [start, begun] = [performance.now(), processorTime()];
    await trial.run();
    milliseconds.push(performance.now() - start);
    processorMilliseconds.push(processorTime() - begun);
  }
  const [residentBytes, peakBytes] = [process.memoryUsage.rss(), process.resourceUsage().maxRSS * 1024];
  return { milliseconds, processorMilliseconds, residentBytes, peakBytes, facts: trial.facts?.() ?? {} };
}

/** Milliseconds that all threads of this process computed. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
