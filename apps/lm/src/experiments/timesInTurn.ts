import type { EndlessTraining } from './endlessTraining.js';
import { medianOf } from '../statistics.js';

/** How often things that are timed have their turn. */
export interface Turns {
  readonly rounds: number;
  /** Steps of each in each round. */
  readonly steps: number;
}

/** What a step takes of one of the trainings that were timed in turn. */
export interface StepTime {
  /** The median over rounds. */
  readonly milliseconds: number;
  /** The median over rounds of the ratio to the first training in the same round. */
  readonly ratio: number;
}

/**
 * The milliseconds of a step, one for each training and round. All take turns, so that whatever else the machine does
 * hits all of them alike; a turn of each before the first round warms up.
 *
 * @param say where progress is said; on standard error by default
 */
export async function timesInTurn(
  trainings: readonly EndlessTraining[],
  { rounds, steps }: Turns,
  say: (text: string) => void = (text) => process.stderr.write(text),
): Promise<number[][]> {
  for (const training of trainings) await training.run(steps);
  const times = trainings.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, training] of trainings.entries()) times[i].push(await timePerStep(training, steps));
    say(`round ${round + 1} of ${rounds}: ${times.map((own) => `${own[round].toFixed(1)} ms`).join(', ')}\n`);
  }
  return times;
}

/** @param base the times of the training that others are compared with, round by round */
export function stepTime(times: readonly number[], base: readonly number[]): StepTime {
  const ratios = times.map((time, round) => time / base[round]);
  return { milliseconds: medianOf(times), ratio: medianOf(ratios) };
}

async function timePerStep(training: EndlessTraining, steps: number): Promise<number> {
  const begun = performance.now();
  await training.run(steps);
  return (performance.now() - begun) / steps;
}
