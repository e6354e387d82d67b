import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ROOT } from './pnpm.mjs';
import { runNode } from './runCommand.mjs';

/**
 * Runs a TypeScript program from the sources, all packages too, so that nothing has to be built; gives its exit code.
 *
 * @param {string} file relative to the repository's root
 * @param {readonly string[]} parameters
 */
export function runSource(file, parameters) {
  const tsx = createRequire(`${ROOT}package.json`).resolve('tsx');
  const NODE_OPTIONS = `--import ${JSON.stringify(pathToFileURL(tsx).href)} --conditions=outrageous-source`;
  return runNode(`${ROOT}${file}`, parameters, { ...process.env, NODE_OPTIONS });
}
