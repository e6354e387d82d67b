import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from './machine.js';

/** What an experiment found, for programs and for people. */
export interface Results {
  /** The name of both files. */
  readonly name: string;
  readonly json: object;
  readonly markdown: string;
}

/** Writes `<name>.json` and `<name>.md`, with the machine that the numbers are from. */
export async function writeResults(folder: string, { name, json, markdown }: Results): Promise<void> {
  await mkdir(folder, { recursive: true });
  const machine = describeMachine();
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify({ machine, ...json }, null, 2)}\n`);
  await writeFile(join(folder, `${name}.md`), `${markdown}\n\nMachine: ${machine}.\n`);
}
