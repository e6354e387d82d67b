/** `npm test`: installs, and runs every check of the repository (`tools/check`). */
import { install } from './install.mjs';
import { runPnpm } from './pnpm.mjs';

await install();
process.exitCode = await runPnpm('--silent', 'exec', 'tsx', 'tools/check/src/main.ts', ...process.argv.slice(2));
