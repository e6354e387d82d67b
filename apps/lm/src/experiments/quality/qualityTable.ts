import type { TrainSummary } from '../../commands/train/conclude.js';
import { markdownTable } from '../../format/markdownTable.js';
import { compactCount } from '../../format/numbers.js';
import { countPreset } from '../../presets/count.js';
import { findPreset } from '../../presets/presets.js';
import { describeSpread } from '../../statistics.js';

/** A Markdown table with a line for each preset: mean ± standard deviation over the seeds. */
export function qualityTable(presets: readonly string[], summaries: readonly TrainSummary[]): string {
  const numbers = ['operations', 'parameters', 'seeds', 'validation perplexity', 'test perplexity'];
  const balance = ['CV(importance)', 'CV(load)', 'max/mean load', 'dead'];
  return markdownTable(
    [{ head: 'model' }, ...[...numbers, ...balance].map((head) => ({ head, align: 'right' as const }))],
    presets.map((name) =>
      cellsOf(
        name,
        summaries.filter(({ preset }) => preset === name),
      ),
    ),
  );
}

function cellsOf(name: string, runs: readonly TrainSummary[]): (string | number)[] {
  const { operations, parameters } = countPreset(findPreset(name));
  const mixtures = runs.flatMap(({ validation }) => validation?.mixtures ?? []);
  return [
    name,
    compactCount(operations),
    compactCount(parameters),
    runs.length,
    describeSpread(
      runs.flatMap(({ best }) => best?.perplexity ?? []),
      2,
    ),
    describeSpread(
      runs.map(({ test }) => test.perplexity),
      2,
    ),
    describeSpread(
      mixtures.map(({ importanceCv }) => importanceCv),
      2,
    ),
    describeSpread(
      mixtures.map(({ loadCv }) => loadCv),
      2,
    ),
    describeSpread(
      mixtures.map(({ maxOverMeanLoad }) => maxOverMeanLoad),
      2,
    ),
    describeSpread(
      mixtures.map(({ deadExperts }) => deadExperts),
      1,
    ),
  ];
}
