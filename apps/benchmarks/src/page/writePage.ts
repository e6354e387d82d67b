import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { benchmarks } from '../benchmarks.js';
import { performancePage, type Section } from './page.js';
import { readResult, writeFormatted } from './results.js';
import { svgOf } from './svg.js';

/** What was tried and did not help: written by hand, in the folder of the results. */
const NOTES = 'notes.md';

/**
 * Writes the page of a folder of results, `<folder>.md`, and the pictures, `<folder>/<name>.svg`.
 *
 * @returns the page's path
 */
export async function writePage(folder: string): Promise<string> {
  const sections: Section[] = [];
  for (const benchmark of benchmarks) sections.push({ benchmark, stored: await readResult(folder, benchmark.name) });
  const notes = existsSync(join(folder, NOTES)) ? await readFile(join(folder, NOTES), 'utf8') : '';
  const { markdown, plots } = performancePage({ sections, notes, pictures: basename(folder) });
  await mkdir(folder, { recursive: true });
  for (const plot of plots) await writeFile(join(folder, `${plot.name}.svg`), await svgOf(plot));
  await writeFormatted(`${folder}.md`, markdown);
  return `${folder}.md`;
}
