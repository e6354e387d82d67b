import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cliProgram } from '../../cliProgram.js';
import { readMetrics } from '../../run/readMetrics.js';
import { runFiles } from '../../run/runFolder.js';

/** `outrageous-lm train` in a process of its own, as a user starts it. */
export interface TrainProgram {
  readonly process: number;
  /** Its exit code, and what it said to people. */
  readonly ended: Promise<{ readonly code: number; readonly words: string }>;
  isRunning(): boolean;
}

/** Starts it. */
export function startTrainProgram(parameters: readonly string[]): TrainProgram {
  const child = spawn(process.execPath, [cliProgram, 'train', ...parameters], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (portion: Buffer) => (words += portion.toString()));
  let running = true;
  const ended = new Promise<{ code: number; words: string }>((resolve) =>
    child.once('close', (code) => {
      running = false;
      resolve({ code: code ?? 1, words });
    }),
  );
  return { process: child.pid ?? 0, ended, isRunning: () => running };
}

/** The loss of each step that a run's metrics tell of, in the order in which they were written. */
export async function lossesIn(run: string): Promise<readonly StepLoss[]> {
  const records = existsSync(runFiles(run).metrics) ? await readMetrics<Partial<StepLoss>>(run) : [];
  return records.flatMap(({ step, loss }) => (step === undefined || loss === undefined ? [] : [{ step, loss }]));
}

/** The training loss of a step. */
export interface StepLoss {
  readonly step: number;
  readonly loss: number;
}
