import { join } from 'node:path';
import type { Fact } from '../check.js';
import { commandFact } from '../command.js';
import { bundleFact } from './bundle.js';
import { isForBrowsers } from './isForBrowsers.js';
import { installFact, TENSORFLOW_VERSION } from './npmInstall.js';
import type { Packed } from './pack.js';

const CORE = '@outrageous/core';

/**
 * Every package that asks for nothing but the core of TensorFlow.js works alone: its tarball (and that of
 * `@outrageous/core`) in a project without any other, imported in Node and bundled for browsers.
 *
 * @param folder below which the projects are made
 */
export async function aloneFacts(folder: string, packed: readonly Packed[]): Promise<Fact[]> {
  const modest = packed.filter(({ peers }) => peers.join() === '@tensorflow/tfjs-core');
  const core = packed.filter(({ name }) => name === CORE).map(({ tarball }) => tarball);
  const facts = await Promise.all(modest.map((one) => factsOf(one, core, join(folder, 'alone', one.name))));
  return facts.flat();
}

async function factsOf({ name, tarball, entries }: Packed, core: readonly string[], folder: string): Promise<Fact[]> {
  const needed = [...new Set([tarball, ...core]), `@tensorflow/tfjs-core@${TENSORFLOW_VERSION}`];
  const installed = await installFact(`${name} installs alone`, folder, needed);
  if (installed.failure !== undefined) return [installed];
  const names = entries.map((entry) => entry.name);
  const program = names.map((entry) => `await import('${entry}');`).join('\n');
  const command = [process.execPath, '--input-type=module', '--eval', program] as const;
  const imported = await commandFact(`${name} imports alone`, command, { cwd: folder });
  const bundled = await Promise.all(names.filter(isForBrowsers).map((entry) => bundleFact(folder, entry)));
  return [installed, imported, ...bundled];
}
