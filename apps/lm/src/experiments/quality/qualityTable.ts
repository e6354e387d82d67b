import type { TrainSummary } from '../../commands/train/conclude.js';
import { compactCount } from '../../format/numbers.js';
import { countPreset } from '../../presets/count.js';
import { findPreset } from '../../presets/presets.js';
import { describeSpread } from '../statistics.js';

/** A Markdown table with a line for each preset: mean ± standard deviation over the seeds. */
export function qualityTable(presets: readonly string[], summaries: readonly TrainSummary[]): string {
  return [
    '| model | operations | parameters | seeds | validation perplexity | test perplexity | CV(importance) | CV(load) | max/mean load | dead |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...presets.map((name) =>
      lineOf(
        name,
        summaries.filter(({ preset }) => preset === name),
      ),
    ),
  ].join('\n');
}

function lineOf(name: string, runs: readonly TrainSummary[]): string {
  const { operations, parameters } = countPreset(findPreset(name));
  const mixtures = runs.flatMap(({ validation }) => validation?.mixtures ?? []);
  const cells = [
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
  return `| ${cells.join(' | ')} |`;
}
