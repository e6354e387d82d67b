import type { Measured, Measurement } from '../measurement.js';
import { type Contender, type Program, startContender } from './contender.js';

/** How often contenders have their turns. */
export interface Rounds {
  /** Turns of each contender that count; one more before them warms up. */
  readonly rounds: number;
  /** Runs in each turn. */
  readonly times: number;
}

/**
 * Lets programs take turns: A, B, A, B, …, so that whatever else the machine does hits all of them alike.
 *
 * Each has a process of its own, which sleeps while the others work.
 *
 * @param programs by the names that the results have
 */
export async function inRounds<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  { rounds, times }: Rounds,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(programs) as Name[];
  const contenders: Contender[] = [];
  try {
    for (const name of names) contenders.push(await startContender(programs[name]));
    const measurements = names.map((): Measurement[] => []);
    for (let round = 0; round <= rounds; round++) {
      for (const [i, contender] of contenders.entries()) {
        const measurement = await contender.measure(times);
        if (round > 0) measurements[i].push(measurement);
      }
      if (round > 0) process.stderr.write(`  round ${round} of ${rounds}: ${progress(names, measurements)}\n`);
    }
    const measured = names.map((name, i) => [
      name,
      { description: contenders[i].description, rounds: measurements[i] },
    ]);
    return Object.fromEntries(measured) as Record<Name, Measured>;
  } finally {
    for (const contender of contenders) await contender.end();
  }
}

function progress(names: readonly string[], measurements: readonly (readonly Measurement[])[]): string {
  const least = measurements.map((turns) => Math.min(...turns[turns.length - 1].milliseconds));
  return names.map((name, i) => `${name} ${least[i].toFixed(1)} ms`).join(', ');
}

/** Lets one program do its work a single time, without a warm-up: for work that repeats itself inside. */
export async function once(program: Program): Promise<Measured> {
  const contender = await startContender(program);
  try {
    return { description: contender.description, rounds: [await contender.measure(1)] };
  } finally {
    await contender.end();
  }
}
