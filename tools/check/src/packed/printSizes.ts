/** `npm run sizes`: prints the table of docs/sizes.md, of the packages as they were last built. */
import { HERE } from '../paths.js';
import { sizesIn, sizesTable } from './sizes.js';

process.stdout.write(`${sizesTable(await sizesIn(HERE))}\n`);
