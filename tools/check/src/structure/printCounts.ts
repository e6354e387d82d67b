/** `npm run counts`: prints the counts that docs/architecture.md records, of this checkout or of the one that is named. */
import { resolve } from 'node:path';
import { ROOT } from '../paths.js';
import { countsTable } from './countsTable.js';
import { packageFacts } from './packageFacts.js';
import { readSources } from './sources.js';

const root = resolve(process.argv[2] ?? ROOT);
process.stdout.write(`${countsTable(await readSources(root), packageFacts(root))}\n`);
