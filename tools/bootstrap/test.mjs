/** `npm test`: installs, and runs every check of the repository (`tools/check`). */
import { bootstrap } from './install.mjs';

const pnpm = await bootstrap();
process.exitCode = await pnpm('--silent', 'exec', 'tsx', 'tools/check/src/main.ts', ...process.argv.slice(2));
