/** `npm run counts`: prints the counts that docs/architecture.md records. */
import { countsTable } from './countsTable.js';
import { packageFacts } from './packageFacts.js';
import { readSources } from './sources.js';

process.stdout.write(`${countsTable(await readSources(), packageFacts())}\n`);
