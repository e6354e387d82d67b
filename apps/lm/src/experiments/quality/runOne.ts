import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliProgram } from '../../cliProgram.js';
import type { TrainSummary } from '../../commands/train/conclude.js';
import { holdsRun } from '../../run/runFolder.js';

/** One training run of an experiment. */
export interface PlannedRun {
  readonly folder: string;
  readonly preset: string;
  readonly seed: number;
  readonly steps: number;
  /** Further options of `train`. */
  readonly options: readonly string[];
}

/**
 * Trains as a user would, and keeps the summary in the run's folder. A run that is done is not repeated, and one that
 * was interrupted goes on.
 *
 * @throws Error when training fails
 */
export async function runOne({ folder, preset, seed, steps, options }: PlannedRun): Promise<TrainSummary> {
  const file = join(folder, 'summary.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as TrainSummary;
  const model = ['--preset', preset, '--seed', `${seed}`, '--steps', `${steps}`, ...options];
  const printed = await train(['--run', folder, '--json', ...(holdsRun(folder) ? ['--resume'] : model)]);
  await writeFile(file, printed);
  return JSON.parse(printed) as TrainSummary;
}

/** A process of its own, so that no run finds what another left; a signal reaches it through the terminal. */
function train(options: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [cliProgram, 'train', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const portions: Buffer[] = [];
  child.stdout.on('data', (portion: Buffer) => portions.push(portion));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(portions).toString());
      else reject(new Error(`train ${options.join(' ')} ended with code ${code}; the same command goes on from here`));
    });
  });
}
