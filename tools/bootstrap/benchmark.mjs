/** `npm run benchmark`: installs, and measures (`apps/benchmarks`). */
import { install } from './install.mjs';
import { runSource } from './runSource.mjs';

await install();
process.exitCode = await runSource('apps/benchmarks/src/main.ts', process.argv.slice(2));
