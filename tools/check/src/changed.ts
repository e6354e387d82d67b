import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Check } from './check.js';
import { resultOf, total } from './check.js';
import { commandFact, runCommand, scriptCheck } from './command.js';
import { ROOT } from './paths.js';
import { structureCheck } from './structure/structureCheck.js';
import { runProject } from './tests/testsCheck.js';

const BIN = join(ROOT, 'node_modules/.bin');
const DEVICES = ['tensorflow', 'wasm', 'webgpu', 'node'] as const;

/** What a change is judged by: the files that differ from a commit, and those that git doesn't know yet. */
export interface Change {
  readonly base: string;
  /** Relative to the root; none that were deleted. */
  readonly files: readonly string[];
}

/**
 * Reads what changed since a commit, such as `main`; since the upstream of this branch where none is named, or else the last commit.
 *
 * @throws Error in git's own words
 */
export async function readChange(since?: string): Promise<Change> {
  const base = since ?? (await upstream());
  const changed = await git('diff', '--name-only', '--diff-filter=d', '--relative', base);
  const added = await git('ls-files', '--others', '--exclude-standard');
  return { base, files: [...new Set([...changed, ...added])].sort() };
}

/**
 * The checks that a change needs while one works on it: style of its files, types, structure, the tests beside its files on every
 * device, the tests that import them on cpu, and for native code those of its package. `npm test` without `--changed` is what has to pass in the end.
 */
export function changedChecks({ base, files }: Change): Check[] {
  return [
    filesCheck('lint', ['eslint', '--max-warnings', '0', '--no-warn-ignored'], files.filter(isScript)),
    filesCheck('format:check', ['prettier', '--check', '--ignore-unknown'], files),
    scriptCheck('typecheck'),
    structureCheck,
    testsOfChange({ base, files }),
  ];
}

function filesCheck(name: string, [program, ...options]: [string, ...string[]], files: readonly string[]): Check {
  const command = [join(BIN, program), ...options, ...files] as const;
  return {
    name,
    run: async () => resultOf(files.length === 0 ? [] : [await commandFact(name, [...command], { title: name })]),
  };
}

function testsOfChange({ base, files }: Change): Check {
  const scripts = files.filter(isScript);
  const native = [...new Set(files.flatMap((file) => /^(packages\/\w+)\/native\//.exec(file)?.[1] ?? []))];
  return {
    name: 'tests',
    async run() {
      const beside = await testsBeside(scripts);
      const importing = scripts.length === 0 ? [] : [runProject('cpu', ['--changed', base])];
      const onDevices = beside.length === 0 ? [] : DEVICES.map((device) => runProject(device, beside));
      const ofNative = native.length === 0 ? [] : [runProject('tensorflow', native)];
      return total(await Promise.all([...importing, ...onDevices, ...ofNative]));
    },
  };
}

function isScript(file: string): boolean {
  return /\.m?[jt]s$/.test(file);
}

/** The tests in the folders of files, those of Node too. */
export async function testsBeside(files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map((file) => dirname(file)))];
  const names = await Promise.all(folders.map(async (folder) => testsIn(folder, await readdir(join(ROOT, folder)))));
  return names.flat();
}

function testsIn(folder: string, names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => `${folder}/${name}`);
}

async function upstream(): Promise<string> {
  const { code } = await runCommand(['git', 'rev-parse', '--verify', '--quiet', '@{upstream}']);
  return code === 0 ? '@{upstream}' : 'HEAD';
}

async function git(...parameters: readonly string[]): Promise<string[]> {
  const { code, output } = await runCommand(['git', ...parameters]);
  if (code !== 0) throw new Error(`git ${parameters.join(' ')}: ${output.trim()}`);
  return output.split('\n').filter((line) => line !== '');
}
