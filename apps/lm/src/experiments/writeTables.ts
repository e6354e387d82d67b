import { readFile, writeFile } from 'node:fs/promises';

/**
 * Puts tables into a page, each between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws Error when the page has no such place
 */
export async function writeTables(page: string, tables: Readonly<Record<string, string>>): Promise<void> {
  const before = await readFile(page, 'utf8');
  const after = Object.entries(tables).reduce((text, [name, table]) => replaced(text, name, table), before);
  await writeFile(page, after);
}

/** A page with another table in a place. */
export function replaced(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [first, last] = [text.indexOf(begin), text.indexOf(end)];
  if (first < 0 || last < first)
    throw new Error(`writeTables: the page needs ${begin} and after it ${end}, to have a table between them`);
  return `${text.slice(0, first)}${begin}\n\n${table}\n\n${text.slice(last)}`;
}
