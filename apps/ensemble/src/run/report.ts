import { markdownTable, plainTable, writeResults } from '@outrageous/lm';
import type { Compared, EnsembleSizes } from './ensembleRun.js';

/** What a run found, and how. */
export interface EnsembleReport {
  readonly rows: readonly Compared[];
  readonly seconds: number;
  readonly sizes: EnsembleSizes;
  /** What computed. */
  readonly device: string;
  readonly corpus: string;
}

const head = ['model', 'validation perplexity', 'test perplexity'];

/** Prints the perplexities as a table, and writes them into a folder where one is named. */
export async function report(found: EnsembleReport, folder?: string): Promise<void> {
  const cells = found.rows.map(({ name, validation, test }) => [name, validation.toFixed(2), test.toFixed(2)]);
  process.stdout.write(`${plainTable({ head, align: ['left', 'right', 'right'], rows: cells })}\n`);
  if (folder === undefined) return;
  const [first, ...numbers] = head;
  const columns = [{ head: first }, ...numbers.map((name) => ({ head: name, align: 'right' as const }))];
  await writeResults(folder, { name: 'ensemble', json: found, markdown: markdownTable(columns, cells) });
}
