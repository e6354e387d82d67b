import { readMetrics as read } from '@outrageous/trainer/node';
import { runFiles } from './runFolder.js';

/**
 * What a run has measured, record after record; a last line that isn't finished yet is left out.
 *
 * @typeParam Line what is read of each record, of which there are several kinds
 */
export async function readMetrics<Line>(folder: string): Promise<Line[]> {
  return (await read(runFiles(folder).metrics)) as unknown as Line[];
}
