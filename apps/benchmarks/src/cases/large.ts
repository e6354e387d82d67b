import { compactCount, markdownTable } from '@outrageous/lm';
import type { Benchmark, RunOptions } from '../benchmark.js';
import { nodeProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { moe32, type OurSizes, quickSizes, tokensOf } from '../modelSizes.js';
import { columns, gigabytes, milliseconds } from '../page/format.js';
import { factOf, millisecondsOf, peakBytesOf } from '../summary.js';
import { parametersOf, whyTooLarge } from './memoryNeeded.js';

/** What {@link large} found. */
export interface LargeResult {
  readonly name: string;
  readonly sizes: OurSizes;
  readonly parameters: number;
  readonly ours: Measured;
}

/** The largest model that trains on a machine with 24 GB. */
export const large: Benchmark<LargeResult> = {
  name: 'large',
  title: 'A billion parameters',
  about:
    'The paper’s MoE-1024-h (16 groups of 64 experts, 2 × 2 active) with a vocabulary of 10,000 on 32 × 20 tokens: the ' +
    'paper’s factored Adam for the experts (no first moment, a number per row and per column of each matrix), Adam for ' +
    'the rest. Memory is the most that the process had.',
  async run({ quick, rounds }: RunOptions) {
    const model = quick
      ? { name: 'tiny, in 4 groups', sizes: { ...quickSizes, groups: 4, k: 2 } }
      : { name: 'MoE-1024-h', sizes: { ...moe32, experts: 1024, groups: 16, k: 2 } };
    const sizes: OurSizes = { ...model.sizes, optimizer: 'factored' };
    const tooLarge = whyTooLarge(sizes);
    if (tooLarge) throw new Error(`large: ${model.name} can’t be trained here: ${tooLarge}; close other programs`);
    const programs = { ours: nodeProgram('ourLanguageModel', sizes) };
    const { ours } = await inRounds(programs, { rounds: Math.min(rounds, 5), times: 1 });
    return { name: model.name, sizes, parameters: parametersOf(sizes), ours };
  },
  report: ({ name, sizes, parameters, ours }) => ({
    markdown: [
      `On ${ours.description}:`,
      markdownTable(
        columns('model', 'parameters', 'tokens per step', 's per step', 'active experts', 'memory at most'),
        [
          [
            name,
            compactCount(parameters),
            tokensOf(sizes),
            milliseconds(millisecondsOf(ours) / 1000),
            factOf(ours, 'activeExperts'),
            gigabytes(peakBytesOf(ours)),
          ],
        ],
      ),
    ].join('\n\n'),
    plots: [],
  }),
};
