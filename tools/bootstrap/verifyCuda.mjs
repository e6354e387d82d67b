/** `npm run verify:cuda`: installs, and checks every kernel on an NVIDIA GPU (`apps/benchmarks/src/cuda`). */
import { install } from './install.mjs';
import { runSource } from './runSource.mjs';

await install();
process.exitCode = await runSource('apps/benchmarks/src/cuda/verify.ts', process.argv.slice(2));
