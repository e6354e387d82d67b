import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writing } from '@outrageous/trainer/node';
import { calledAs } from '../calledAs.js';
import { UsageError } from '../usageError.js';

/** Where runs go unless a folder is named. */
const HOME = 'runs';

/** The files of a run. */
export interface RunFiles {
  readonly folder: string;
  /** The effective configuration. */
  readonly config: string;
  /** The words that the model knows, in the order of their ids. */
  readonly vocabulary: string;
  /** One JSON object per line: training steps and evaluations. */
  readonly metrics: string;
  /** The folder of checkpoints: the last and the best. */
  readonly checkpoints: string;
}

/** Names the files of a run. */
export function runFiles(folder: string): RunFiles {
  const inside = (name: string) => join(folder, name);
  return {
    folder,
    config: inside('config.json'),
    vocabulary: inside('vocabulary.json'),
    metrics: inside('metrics.jsonl'),
    checkpoints: inside('checkpoints'),
  };
}

/** `runs/small-moe-32-2026-11-24-050312`: a folder that no other run has. */
export function newRunFolder(preset: string, now = new Date()): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return join(HOME, `${preset}-${time}`);
}

/** The run that was touched last. @throws UsageError when there is none */
export function latestRunFolder(): string {
  const folders = existsSync(HOME) ? readdirSync(HOME).map((name) => join(HOME, name)) : [];
  const runs = folders.filter(holdsRun);
  if (runs.length === 0) {
    throw new UsageError(
      `there is no run in ${HOME}/ yet; '${calledAs()} train' makes one, or name a folder with --run`,
    );
  }
  return runs.reduce((latest, folder) => (changedAt(folder) > changedAt(latest) ? folder : latest));
}

/** Whether a run was begun in the folder. */
export function holdsRun(folder: string): boolean {
  return existsSync(runFiles(folder).config);
}

function changedAt(folder: string): number {
  return statSync(runFiles(folder).config).mtimeMs;
}

/** @throws UsageError when the folder holds a run already, or is no folder */
export function requireNoRun({ folder, config }: RunFiles): void {
  if (existsSync(config)) {
    throw new UsageError(
      `${folder} holds a run already; '--run ${folder} --resume' continues it, another --run starts a new one`,
    );
  }
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UsageError(`--run ${folder} is a file, and a run needs a folder; name another one`);
  }
}

/** Makes the folder of a new run. */
export async function createRunFolder({ folder }: RunFiles): Promise<void> {
  await writing(`the run ${folder}`, () => mkdir(folder, { recursive: true }));
}

/** The text of the stored configuration of a run. @throws UsageError when the folder holds no run */
export async function readRunConfig(files: RunFiles): Promise<string> {
  if (!existsSync(files.config)) {
    throw new UsageError(
      `${files.folder} holds no run: there is no ${files.config}; name the folder of a run with --run`,
    );
  }
  return readFile(files.config, 'utf8');
}

/** Writes JSON so that the file is whole at any moment. @throws Error that names the file when there is no room for it */
export async function writeJson(file: string, content: unknown): Promise<void> {
  await writing(file, async () => {
    await writeFile(`${file}.half`, `${JSON.stringify(content, null, 2)}\n`);
    await rename(`${file}.half`, file);
  });
}
