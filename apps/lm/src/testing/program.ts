import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliProgram } from '../cliProgram.js';

/** Milliseconds that a test which runs programs may take, on a machine that is busy. */
export const patience = 600_000;

/** What a finished program left. */
export interface Finished {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  /** Waits until it has said something on standard error. @throws Error when it ends before */
  said(words: string): Promise<void>;
}

/** Starts `outrageous-lm` as a user does, in a folder. */
export function startProgram(cwd: string, ...parameters: readonly string[]): Running {
  const child = spawn(process.execPath, [cliProgram, ...parameters], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (portion: Buffer) => (stdout += portion.toString()));
  child.stderr.on('data', (portion: Buffer) => (stderr += portion.toString()));
  const finished = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return {
    child,
    finished,
    said: (words) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.includes(words) && resolve();
        look();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`it ended without saying '${words}'; it said: ${stderr}`)));
      }),
  };
}

/** Runs `outrageous-lm` to its end. */
export function runProgram(cwd: string, ...parameters: readonly string[]): Promise<Finished> {
  return startProgram(cwd, ...parameters).finished;
}

/** A new folder with a small text to train on. */
export async function folderWithText(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-lm-'));
  await writeFile(join(folder, 'text.txt'), smallText());
  return folder;
}

/**
 * A tiny training run on the small text; later options win. The rate doesn't fall at the end, so that a step is the
 * same however many follow, and there is no sample, which would take a third of the time.
 */
export const tinyRun = [
  ...['train', '--corpus', 'text.txt', '--preset', 'small-moe-4', '--run', 'run', '--device', 'wasm'],
  ...['--vocabulary', '30', '--batch', '3', '--time', '4', '--warmup', '4', '--learning-rate', '0.004'],
  ...['--cooldown', '0', '--sample-words', '0'],
];

/** Forty paragraphs of a few words each. */
function smallText(): string {
  const nouns = ['union', 'people', 'senate', 'treasury', 'law', 'nation', 'river'];
  const verbs = ['keeps', 'finds', 'is', 'asks'];
  const sentence = (i: number) =>
    `The ${nouns[i % 7]} ${verbs[i % 4]} the ${nouns[(i * 3 + 1) % 7]}, as ${i % 5} of us know.`;
  return Array.from({ length: 40 }, (_, i) => sentence(i)).join('\n\n');
}
