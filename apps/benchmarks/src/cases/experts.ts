import { freemem } from 'node:os';
import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, Plot, RunOptions } from '../benchmark.js';
import { nodeProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { type ModelSizes, moe32, quickSizes, tokensOf } from '../modelSizes.js';
import { columns, gigabytes, milliseconds, times } from '../page/format.js';
import { linePlot } from '../page/plots.js';
import { factOf, factsOf, millisecondsOf, peakBytesOf, processorMillisecondsOf, speedup } from '../summary.js';
import { memoryNeeded, whyTooLarge } from './memoryNeeded.js';

/** A number of experts, in turn with the base. */
interface Pair {
  readonly experts: number;
  readonly tokens: number;
  readonly these: Measured;
  readonly base: Measured;
}

/** What was not measured. */
interface Skipped {
  readonly experts: number;
  readonly tokens: number;
  readonly reason: string;
}

/** What {@link experts} found. */
export interface ExpertsResult {
  /** What the others are compared with. */
  readonly baseExperts: number;
  readonly pairs: readonly Pair[];
  readonly skipped: readonly Skipped[];
}

/** How the cost grows with the number of experts, of which the same number is active for a token. */
export const experts: Benchmark<ExpertsResult> = {
  name: 'experts',
  title: 'Cost against the number of experts',
  about:
    'MoE-32 of `step` with another number of experts, everything else the same (k = 4, Adam), with 32 × 20 and with ' +
    '256 × 32 tokens per step. Each is measured in turn with 32 experts. Time per active expert is that of the part ' +
    '“experts”, by the experts that got tokens; the optimizer’s is a part of its own.',
  async run(options: RunOptions) {
    const baseExperts = options.quick ? 4 : 32;
    const pairs: Pair[] = [];
    const skipped: Skipped[] = [];
    for (const sizes of batchesOf(options)) {
      const tokens = tokensOf(sizes);
      for (const count of countsOf(options)) {
        const [base, these] = [
          { ...sizes, experts: baseExperts },
          { ...sizes, experts: count },
        ];
        const reason = whyTooLarge(these, freemem() - memoryNeeded(base));
        if (reason === undefined) pairs.push({ experts: count, tokens, ...(await inTurn(base, these, options)) });
        else skipped.push({ experts: count, tokens, reason });
      }
    }
    return { baseExperts, pairs, skipped };
  },
  report: (result) => ({
    markdown: [`On ${result.pairs[0].these.description}:`, table(result), ...result.skipped.map(inWords)].join('\n\n'),
    plots: [plot(result)],
  }),
};

function batchesOf({ quick }: RunOptions): readonly ModelSizes[] {
  return quick ? [quickSizes] : [moe32, { ...moe32, batch: 256, time: 32 }];
}

function countsOf({ quick }: RunOptions): readonly number[] {
  return quick ? [4, 8] : [4, 16, 32, 64, 256, 1024];
}

/** Where both are the same, one process is enough. */
async function inTurn(
  base: ModelSizes,
  these: ModelSizes,
  { rounds }: RunOptions,
): Promise<Pick<Pair, 'base' | 'these'>> {
  const turns = { rounds, times: tokensOf(these) > 1000 ? 1 : 3 };
  process.stderr.write(`  ${these.experts} experts, ${tokensOf(these)} tokens per step\n`);
  const program = (sizes: ModelSizes) => nodeProgram('ourLanguageModel', sizes);
  if (base.experts !== these.experts) return inRounds({ base: program(base), these: program(these) }, turns);
  const { these: measured } = await inRounds({ these: program(these) }, turns);
  return { base: measured, these: measured };
}

function table({ baseExperts, pairs }: ExpertsResult): string {
  return markdownTable(
    columns(
      'experts',
      'tokens per step',
      'ms per step',
      'processor ms',
      `× ${baseExperts} experts`,
      'active',
      'ms per active expert',
      'memory at most',
    ),
    pairs.map(({ experts: count, tokens, these, base }) => [
      count,
      grouped(tokens),
      milliseconds(millisecondsOf(these)),
      milliseconds(processorMillisecondsOf(these)),
      times(speedup(base, these)),
      factOf(these, 'activeExperts'),
      timePerActiveExpert(these),
      gigabytes(peakBytesOf(these)),
    ]),
  );
}

/** Nothing on a GPU, where the parts can't be seen. */
function timePerActiveExpert(these: Measured): string {
  if (these.rounds.some(({ facts }) => facts.parts === undefined)) return '';
  return milliseconds(factsOf(these, 'parts').experts / factOf(these, 'activeExperts'));
}

function inWords({ experts: count, tokens, reason }: Skipped): string {
  return `${count} experts with ${grouped(tokens)} tokens per step were not measured: ${reason}.`;
}

function plot({ baseExperts, pairs }: ExpertsResult): Plot {
  return linePlot('experts', {
    caption: `the time of a step against the number of experts, ${baseExperts} experts = 1`,
    x: 'experts',
    y: `time of a step, ${baseExperts} experts = 1`,
    values: pairs.map(({ experts: count, tokens, these, base }) => ({
      line: `${grouped(tokens)} tokens per step`,
      x: count,
      y: speedup(base, these),
    })),
  });
}
