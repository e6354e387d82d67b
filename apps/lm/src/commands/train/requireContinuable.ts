import { checkpoints, readMetrics } from '@outrageous/trainer/node';
import { grouped } from '../../format/numbers.js';
import type { RunFiles } from '../../run/runFolder.js';
import { UsageError } from '../../usageError.js';
import { progressIn } from './progress.js';

/**
 * Reads what a run is resumed from, but for the numbers of its checkpoint, before anything is written.
 *
 * @param steps that it shall have in all
 * @throws UsageError when it has more already, or has lost its checkpoint
 * @throws Error when the header of its checkpoint or its metrics are damaged
 */
export async function requireContinuable({ folder, metrics, ...files }: RunFiles, steps: number): Promise<void> {
  const saved = checkpoints(files.checkpoints);
  const records = await readMetrics(metrics);
  const last = await saved.info('last');
  if (last === undefined) return requireNone(records.length, { lost: saved.path('last'), metrics });
  progressIn(last, saved.path('last'));
  if (last.step <= steps) return;
  throw new UsageError(
    `${folder} has done ${grouped(last.step)} steps, and --steps ${steps} is fewer; name ${last.step} or more to go on, or ` +
      'start a new run without --resume',
  );
}

/** A run that was killed before its first checkpoint has measured nothing. */
function requireNone(records: number, { lost, metrics }: { readonly lost: string; readonly metrics: string }): void {
  if (records === 0) return;
  throw new UsageError(
    `there is no ${lost}, but ${metrics} has ${grouped(records)} records, which would be lost: put the checkpoint back, or ` +
      'start a new run with another --run',
  );
}
