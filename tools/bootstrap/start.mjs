/** `npm start`: installs, builds, and trains the language model. `npm start -- doctor` passes other commands on. */
import { bootstrap, fail, say } from './install.mjs';
import { ROOT } from './pnpm.mjs';
import { runNode } from './runCommand.mjs';

const pnpm = await bootstrap();
say('Building');
const code = await pnpm('--silent', 'run', 'build:app');
if (code !== 0) fail('The build failed; the reason is above.', code);

const parameters = process.argv.slice(2);
process.exitCode = await runNode(`${ROOT}apps/lm/dist/cli.js`, parameters.length > 0 ? parameters : ['train']);
