import { join } from 'node:path';
import type { TrainSummary } from '../../commands/train/conclude.js';
import { grouped } from '../../format/numbers.js';
import { writeResults } from '../writeResults.js';
import { qualityTable } from './qualityTable.js';
import { runOne } from './runOne.js';

/** What the paper's tables 6 and 7 compare, at a size for two processor cores. */
export const comparedPresets = [
  'small-4xlstm',
  'small-moe-1-wide',
  'small-moe-1-deep',
  'small-moe-4',
  'small-moe-32',
  'small-moe-32-unbalanced',
];

/** What {@link quality} does. */
export interface QualityOptions {
  readonly presets: readonly string[];
  readonly seeds: number;
  readonly steps: number;
  /** Where the runs lie; those that are done are kept. */
  readonly runs: string;
  /** Where the results go. */
  readonly results: string;
  /** Further options of `train`, for all runs. */
  readonly options: readonly string[];
}

/** Trains every preset with every seed, seed after seed, and writes the results after each run. */
export async function quality({ presets, seeds, steps, runs, results, options }: QualityOptions): Promise<void> {
  const summaries: TrainSummary[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    for (const preset of presets) {
      const folder = join(runs, `${preset}-seed-${seed}-steps-${steps}`);
      summaries.push(await runOne({ folder, preset, seed, steps, options }));
      const markdown = `After ${grouped(steps)} steps:\n\n${qualityTable(presets, summaries)}`;
      await writeResults(results, {
        name: 'quality',
        json: { steps, options, runs: summaries.map(withoutPaths) },
        markdown,
      });
    }
  }
}

/** Where a run lies on this machine says nothing to a reader of its results. */
function withoutPaths({ run: _run, checkpoints: _checkpoints, ...numbers }: TrainSummary): object {
  return numbers;
}
