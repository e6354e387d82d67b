import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact } from '../check.js';
import { commandFact } from '../command.js';
import type { Packed } from '../packed/pack.js';
import { useTarballs } from '../packed/useTarballs.js';
import { ROOT } from '../paths.js';

/** The kinds of plugin that the template knows. */
export const KINDS = ['gate', 'experts', 'cell'] as const;

/** A package with a plugin, made by the packed program, in a folder of its own, and given its first version. */
export async function createdFacts(folder: string, packed: readonly Packed[]): Promise<Fact[]> {
  const program = packed.filter(({ name }) => name === '@outrageous/create-plugin').map(({ tarball }) => tarball);
  const facts: Fact[] = [];
  for (const kind of KINDS) {
    const command = ['npm', 'exec', '--yes', '--prefer-offline', `--package=${program}`, '--'] as const;
    const made = [...command, 'create-plugin', kind, `template-${kind}`] as const;
    facts.push(await commandFact(`npm create @outrageous/plugin ${kind}`, made, { cwd: folder }));
    const versioned = [join(ROOT, 'node_modules/.bin/changeset'), 'version'] as const;
    facts.push(await commandFact(`template-${kind}: changeset`, versioned, { cwd: join(folder, `template-${kind}`) }));
  }
  return facts;
}

/** The plugins of examples/strangers-plugins. */
export function copyStrangers(folder: string): Promise<void> {
  const from = join(ROOT, 'examples/strangers-plugins');
  return cp(from, join(folder, 'strangers'), { recursive: true });
}

/** A project that uses the plugins of the template, as packages. */
export async function writeUser(folder: string): Promise<void> {
  const plugins = KINDS.map((kind) => [`template-${kind}`, 'workspace:*'] as const);
  const dependencies = { '@outrageous/lm': '*', ...Object.fromEntries(plugins) };
  await mkdir(join(folder, 'user'));
  await writeFile(join(folder, 'user/package.json'), JSON.stringify({ name: 'user', private: true, dependencies }));
}

/** Installs all projects of a folder, with the packages of this repository as they were packed. */
export async function installedFact(folder: string, packed: readonly Packed[]): Promise<Fact> {
  await useTarballs(folder, packed);
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile', '--reporter=append-only'];
  return commandFact('the plugins install', ['pnpm', 'install', ...flags], { cwd: folder, timeout: 600_000 });
}
