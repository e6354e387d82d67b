/** `node tools/bootstrap/exec.mjs turbo run build`: installs, and runs a program of `node_modules` with pnpm in reach. */
import { install } from './install.mjs';
import { runPnpm } from './pnpm.mjs';

await install();
process.exitCode = await runPnpm('--silent', 'exec', ...process.argv.slice(2));
