/** `npm start`: installs, builds, and trains the language model. `npm start -- doctor` passes other commands on. */
import { fail, install, say } from './install.mjs';
import { ROOT } from './pnpm.mjs';
import { isStop, runCommand, runNode } from './runCommand.mjs';
import { runSource } from './runSource.mjs';

const parameters = process.argv.slice(2);
const train = parameters.length === 0;

await install();
const [code, prepared] = await Promise.all([build(), train ? prepareDevice() : 0]);
const stopped = [code, prepared].find(isStop);
if (stopped !== undefined) process.exit(stopped);
if (code !== 0) fail('The build failed; the reason is above.', code);
process.exitCode = await runNode(`${ROOT}apps/lm/dist/cli.js`, train ? ['train'] : parameters, {
  ...process.env,
  OUTRAGEOUS_CALLED_AS: 'npm start --',
});

/** Compiles what has changed since the last time. */
function build() {
  say('Building');
  return runCommand(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-b', 'apps/lm/tsconfig.build.json'], {
    cwd: ROOT,
  });
}

/**
 * Sets up, meanwhile, the device that the training will choose; from the sources, because nothing is built yet.
 *
 * What stands in the way is told by the training itself, which then chooses another.
 */
function prepareDevice() {
  return runSource('apps/lm/src/device/prepare.ts', []);
}
