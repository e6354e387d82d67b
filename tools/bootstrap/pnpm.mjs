import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from './runCommand.mjs';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs pnpm in the repository.
 *
 * @param {string[]} parameters
 * @returns its exit code
 */
export function runPnpm(...parameters) {
  const pnpm = findPnpm();
  return runCommand(pnpm.command, [...pnpm.parameters, ...parameters], { cwd: ROOT });
}

/**
 * How to call the pnpm that package.json asks for: the installed one if it is
 * that version, or else the one that npm fetches and keeps in its own cache.
 *
 * @returns {{ command: string, parameters: readonly string[], fetched: boolean }}
 */
export function findPnpm() {
  const version = wantedPnpm();
  if (installedPnpm() === version) return { command: 'pnpm', parameters: [], fetched: false };
  const npm = process.env.npm_execpath;
  const parameters = ['exec', '--yes', `--package=pnpm@${version}`, '--', 'pnpm'];
  return npm?.endsWith('npm-cli.js')
    ? { command: process.execPath, parameters: [npm, ...parameters], fetched: true }
    : { command: 'npm', parameters, fetched: true };
}

/** The version in package.json's `packageManager`, such as `pnpm@10.34.8`. */
export function wantedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  return packageManager.replace(/^pnpm@/, '').replace(/\+.*$/, '');
}

/** The version of the pnpm on the PATH; `undefined` when there is none that works. */
function installedPnpm() {
  try {
    // Outside the repository, or else pnpm would download the wanted version of itself, and corepack would ask.
    return execFileSync('pnpm', ['--version'], {
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
