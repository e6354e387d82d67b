/** `create-plugin <kind> <name>` */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createPlugin } from './createPlugin.js';
import { isKind, kinds } from './kinds.js';
import type { Dependencies } from './manifest.js';
import { UsageError } from './usageError.js';

const USAGE = `Usage: npm create @outrageous/plugin <kind> <name>

  kind   ${Object.keys(kinds).join(', ')}
  name   of the package: cosine-gate, or @me/cosine-gate`;

/** What this program's package.json says: its own version, and those that it was tested with. */
async function ownManifest(): Promise<Dependencies & { version: string }> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as Dependencies & { version: string };
}

async function main(parameters: string[]): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'V' } },
    allowPositionals: true,
  });
  if (values.help) return USAGE;
  const { version, devDependencies: versions = {} } = await ownManifest();
  if (values.version) return version;
  const [kind, name, ...more] = positionals;
  if (!isKind(kind) || name === undefined || more.length > 0) {
    throw new UsageError(`got '${positionals.join(' ')}'\n\n${USAGE}`);
  }
  const folder = await createPlugin({ kind, name, parent: process.cwd(), versions });
  return `A ${kinds[kind].title} that works is in ${relative('', folder)}, to be changed into yours. Next:

  cd ${relative('', folder)}
  npm install
  npm test`;
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof TypeError)) throw error;
  console.error(`create-plugin: ${error.message}`);
  process.exitCode = 2;
}
