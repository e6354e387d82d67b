/** `npm run ensemble`: installs, and trains different language models under one gate (`apps/ensemble`). */
import { install } from './install.mjs';
import { runSource } from './runSource.mjs';

await install();
process.exitCode = await runSource('apps/ensemble/src/main.ts', process.argv.slice(2));
