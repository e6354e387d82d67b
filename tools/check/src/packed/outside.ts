/** `npm run outside -- <folder>`: packs our packages, and makes a folder for projects that use them as if from npm. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packAll } from './pack.js';
import { useTarballs } from './useTarballs.js';

const [to] = process.argv.slice(2);
if (to === undefined) throw new Error('npm run outside -- <folder>: name a folder outside of this repository');
const folder = resolve(to);
const tarballs = join(folder, 'tarballs');
await mkdir(tarballs, { recursive: true });
await useTarballs(folder, await packAll(tarballs));
process.stdout.write(
  `Our packages are in ${tarballs}; \`npx pnpm@10 install\` in ${folder} gives them to each project there.\n`,
);
