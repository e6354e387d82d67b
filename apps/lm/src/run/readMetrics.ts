import { readFile } from 'node:fs/promises';
import { runFiles } from './runFolder.js';

/**
 * What a run has measured, record after record; a last line that isn't finished yet is left out.
 *
 * @typeParam Line what is read of each record, of which there are several kinds
 */
export async function readMetrics<Line>(folder: string): Promise<Line[]> {
  const text = await readFile(runFiles(folder).metrics, 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}
