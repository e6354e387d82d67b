import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ranksOf } from './ranksOf.js';
import { lossesIn, startTrainProgram, type StepLoss, type TrainProgram } from './trainProgram.js';

/** What {@link soak} does. */
export interface SoakOptions {
  /** Where both runs lie. */
  readonly folder: string;
  readonly ranks: number;
  readonly steps: number;
  /** Steps between two kills, on average. */
  readonly every: number;
  /** No more kills than these; as many as it comes to where it isn't said. */
  readonly most?: number;
  /** Other options of `train`. */
  readonly train: readonly string[];
}

/** A rank that was killed. */
export interface Kill {
  /** Which it was, as the launcher says. */
  readonly rank: number;
  /** The last step that was done before. */
  readonly step: number;
  /** The step that the run went on from. */
  readonly from: number;
}

/** How a run with kills compares with one without. */
export interface SoakResult {
  readonly kills: readonly Kill[];
  /** Of every step, once; those that were done again are the later ones. */
  readonly disturbed: readonly StepLoss[];
  readonly undisturbed: readonly StepLoss[];
}

/**
 * Trains twice on several ranks: once undisturbed, and once with a random rank killed at random moments, after each of
 * which the run goes on from its last checkpoint.
 *
 * @throws Error when a run ends in another way
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { folder, ranks, steps, train, most = Infinity } = options;
  const parameters = [...train, '--ranks', `${ranks}`, '--steps', `${steps}`];
  const [calm, stormy] = ['calm', 'stormy'].map((name) => join(folder, name));
  requireDone(await startTrainProgram([...parameters, '--run', calm]).ended);
  const kills: Kill[] = [];
  let leg = await legOf([...parameters, '--run', stormy], stormy, most > 0 ? options.every : undefined);
  while (leg.killedAt !== undefined) {
    process.stderr.write(`  step ${leg.killedAt} of ${steps}: ${leg.message}\n`);
    const next = await legOf(
      ['--resume', '--run', stormy],
      stormy,
      kills.length + 1 < most ? options.every : undefined,
    );
    kills.push({ rank: rankIn(leg.message), step: leg.killedAt, from: next.from });
    leg = next;
  }
  return { kills, disturbed: await lossesIn(stormy), undisturbed: await lossesIn(calm) };
}

/** A part of a run, from one kill to the next. */
interface Leg {
  readonly from: number;
  /** The last step that was done; undefined where it came to its end. */
  readonly killedAt?: number;
  readonly message: string;
}

/** @param every steps until a rank is killed, on average; none is where it isn't said */
async function legOf(parameters: readonly string[], run: string, every: number | undefined): Promise<Leg> {
  const program = startTrainProgram(parameters);
  const killed = every !== undefined && (await killOne(program, run, every));
  const { code, words } = await program.ended;
  const from = Number(/going on after step ([\d,]+)/.exec(words)?.[1].replaceAll(',', '') ?? 0);
  if (!killed || code === 0) {
    requireDone({ code, words });
    return { from, message: '' };
  }
  const [message = words] = /The job ended because .*/.exec(words) ?? [];
  return { from, message, killedAt: await stepOf(run) };
}

function rankIn(message: string): number {
  return Number(/SIGKILL .* ended rank (\d+)/.exec(message)?.[1]);
}

/** Kills a random rank after a random number of steps; gives whether it came to that. */
async function killOne(program: TrainProgram, run: string, every: number): Promise<boolean> {
  const begun = await stepOf(run);
  const steps = 1 + Math.floor(Math.random() * (2 * every - 1));
  // A run that goes on drops the steps after its checkpoint, so its metrics may become shorter before they grow.
  let least = begun;
  while (program.isRunning()) {
    await sleep(20);
    const step = await stepOf(run);
    least = Math.min(least, step);
    if (step < least + steps) continue;
    await sleep(Math.random() * 500);
    const ranks = await ranksOf(program.process);
    if (ranks.length === 0) return false;
    process.kill(ranks[Math.floor(Math.random() * ranks.length)], 'SIGKILL');
    return true;
  }
  return false;
}

async function stepOf(run: string): Promise<number> {
  return (await lossesIn(run)).at(-1)?.step ?? 0;
}

function requireDone({ code, words }: { readonly code: number; readonly words: string }): void {
  if (code !== 0) throw new Error(`soak: training ended with exit code ${code}: ${words}`);
}
