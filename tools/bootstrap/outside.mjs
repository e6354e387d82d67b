/** `npm run outside -- <folder>`: installs, builds, and packs the packages for projects outside of the repository. */
import { install } from './install.mjs';
import { runPnpm } from './pnpm.mjs';

await install();
const built = await runPnpm('--silent', 'exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
const pack = ['--silent', 'exec', 'tsx', 'tools/check/src/packed/outside.ts', ...process.argv.slice(2)];
process.exitCode = built === 0 ? await runPnpm(...pack) : built;
