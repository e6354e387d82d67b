import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, RunOptions } from '../benchmark.js';
import { nodeProgram, rankedProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { type ModelSizes, moe32, quickSizes, tokensOf } from '../modelSizes.js';
import { columns, milliseconds, percent, times } from '../page/format.js';
import { factOf, millisecondsOf, speedup } from '../summary.js';
import { timesOf } from './models.js';

/** What {@link ranks} found. */
export interface RanksResult {
  readonly sizes: ModelSizes;
  /** One process, with a thread for each processor. */
  readonly one: Measured;
  /** Two ranks of one thread each, on the same batch. */
  readonly two: Measured;
}

/** What it costs to share a model between processes of the same machine. */
export const ranks: Benchmark<RanksResult> = {
  name: 'ranks',
  title: 'Two ranks against two threads',
  about:
    'MoE-32 on 32 streams × 20 steps: one process with two threads, and two ranks with one thread each, which hold half of ' +
    'the experts and read half of the streams. Both are given the same two processors. Communication is the share of the ' +
    'time in which the first rank begins operations or waits for them; waiting for the other rank is part of it.',
  async run(options: RunOptions) {
    const sizes = options.quick ? quickSizes : moe32;
    const programs = {
      one: nodeProgram('sharedLanguageModel', sizes),
      two: await rankedProgram('sharedLanguageModel', sizes, 2),
    };
    return { sizes, ...(await inRounds(programs, { rounds: options.rounds, times: timesOf(sizes, options) })) };
  },
  report: ({ sizes, one, two }) => ({
    markdown: [
      `On ${one.description}:`,
      markdownTable(columns('', 'ms per step', 'tokens/s', 'against one process', 'communication'), [
        ['one process, two threads', ...speedOf(one, sizes), '', ''],
        [
          'two ranks, one thread each',
          ...speedOf(two, sizes),
          times(speedup(two, one)),
          percent(factOf(two, 'communication')),
        ],
      ]),
    ].join('\n\n'),
    plots: [],
  }),
};

function speedOf(measured: Measured, sizes: ModelSizes): string[] {
  const time = millisecondsOf(measured);
  return [milliseconds(time), grouped((1000 * tokensOf(sizes)) / time)];
}
