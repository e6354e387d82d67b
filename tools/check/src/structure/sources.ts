import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ROOT } from '../paths.js';

/** A file of code of this repository. */
export interface Source {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const CODE = /\.(ts|mjs|js|cc|h|py)$/;

/** What is made or installed, not written. */
const MADE = /(^|\/)(node_modules|dist|coverage|runs|\.\w+)\//;

/** Every file of code in packages, apps and tools of a checkout; of this one where none is named. */
export async function readSources(root = ROOT): Promise<Source[]> {
  const paths = (await Promise.all(['packages', 'apps', 'tools'].map((folder) => pathsIn(root, folder)))).flat();
  const code = paths.filter((path) => CODE.test(path) && !MADE.test(path)).sort();
  return Promise.all(code.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
}

async function pathsIn(root: string, folder: string): Promise<string[]> {
  const paths = await readdir(join(root, folder), { recursive: true });
  return paths.map((path) => `${folder}/${path.split(sep).join('/')}`);
}

/** The folder of the package that a file belongs to, such as `packages/gating`. */
export function homeOf({ path }: Source): string {
  return path.split('/').slice(0, 2).join('/');
}

/** Whether a file is a test, or serves tests of its package alone. */
export function isTest({ path }: Source): boolean {
  return /\.(test|browser)\.\w+$|\/fixtures\/|\/src\/(.*\/)?test\//.test(path);
}

/** Whether a file is TypeScript or JavaScript. */
export function isScript({ path }: Source): boolean {
  return /\.(ts|mjs|js)$/.test(path);
}

/** How many lines a file has. */
export function linesOf({ text }: Source): number {
  return text.split('\n').length - 1;
}
