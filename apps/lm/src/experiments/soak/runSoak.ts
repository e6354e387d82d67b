import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeResults } from '../writeResults.js';
import { soak, type SoakOptions } from './soak.js';
import { soakReport } from './soakReport.js';

/** `npm run experiments -- soak` */
export async function runSoak({ results, ...given }: Omit<SoakOptions, 'folder'> & { results: string }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-soak-'));
  try {
    const options = { ...given, folder };
    const report = soakReport(options, await soak(options));
    await writeResults(results, report);
    process.stdout.write(`${report.markdown}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
