import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact } from '../check.js';
import { commandFact } from '../command.js';

/** A project in which `outrageous-lm train` takes plugins by name. */
export interface TrainingProject {
  readonly name: string;
  readonly folder: string;
  readonly plugins: Readonly<Record<'gate' | 'experts' | 'layer', string>>;
}

/** A model of plugins learns for a few steps, and the run is opened again with the same. */
export async function trainedFacts({ name, folder: cwd, plugins }: TrainingProject): Promise<Fact[]> {
  await writeFile(join(cwd, 'text.txt'), smallText());
  const program = join(cwd, 'node_modules/.bin/outrageous-lm');
  const named = Object.entries(plugins).flatMap(([option, plugin]) => [`--${option}`, plugin]);
  const train = [program, 'train', ...SMALL, '--device', 'cpu', ...named] as const;
  const evaluate = [program, 'evaluate', '--device', 'cpu', '--run', 'run'] as const;
  const trained = await commandFact(`outrageous-lm train with ${name}`, train, { cwd });
  return [trained, await commandFact(`outrageous-lm evaluate with ${name}`, evaluate, { cwd })];
}

const SMALL = [
  ...['--corpus', 'text.txt', '--preset', 'small-moe-32', '--run', 'run', '--vocabulary', '30'],
  ...['--batch', '4', '--time', '5', '--steps', '3'],
];

/** Forty paragraphs, no two alike. */
function smallText(): string {
  const words = ['river', 'people', 'law', 'nation', 'union', 'treasury', 'senate'];
  const sentence = (i: number): string => `The ${words[i % 7]} finds the ${words[(i * 3 + 1) % 7]}, as ${i % 5} know.`;
  return Array.from({ length: 40 }, (_, i) => sentence(i)).join('\n\n');
}
