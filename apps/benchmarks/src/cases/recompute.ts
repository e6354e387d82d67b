import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, RunOptions } from '../benchmark.js';
import type { StackSizes } from '../contenders/mixtureStack.js';
import { nodeProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { moe32, quickSizes } from '../modelSizes.js';
import { columns, megabytes, milliseconds, percent } from '../page/format.js';
import { factOf, millisecondsOf, speedup } from '../summary.js';

type Sizes = Omit<StackSizes, 'recompute'>;

/** Stacks of one size, of which the backward pass computes something again. */
interface Stack {
  readonly sizes: Sizes;
  readonly nothing: Measured;
  readonly experts: Measured;
  readonly mixtures: Measured;
}

/** What {@link recompute} found. */
export interface RecomputeResult {
  readonly stacks: readonly Stack[];
}

/** What it costs, and what it saves, to compute hidden activations again. */
export const recompute: Benchmark<RecomputeResult> = {
  name: 'recompute',
  title: 'Hidden activations computed again',
  about:
    'Loss and gradients of mixtures one upon the other, x + mixture(x), each with the gate and the experts of MoE-32: as ' +
    'they are, with `recomputed(pool)` and with `recomputed(mixture)`. The memory of activations is the most that tensors ' +
    'took at any moment, less the parameters and their gradients.',
  async run(options: RunOptions) {
    const stacks: Stack[] = [];
    for (const sizes of sizesOf(options)) {
      process.stderr.write(`  ${sizes.layers} mixtures, ${sizes.tokens} tokens\n`);
      const program = (recompute: StackSizes['recompute']) => nodeProgram('mixtureStack', { ...sizes, recompute });
      const programs = { nothing: program('nothing'), experts: program('experts'), mixtures: program('mixtures') };
      stacks.push({ sizes, ...(await inRounds(programs, { rounds: options.rounds, times: 2 })) });
    }
    return { stacks };
  },
  report: ({ stacks }) => ({
    markdown: [`On ${stacks[0].nothing.description}:`, table(stacks)].join('\n\n'),
    plots: [],
  }),
};

function sizesOf({ quick }: RunOptions): readonly Sizes[] {
  const { width, hidden, experts, k } = quick ? quickSizes : moe32;
  return [2, 4].flatMap((layers) =>
    (quick ? [32] : [640, 2560]).map((tokens) => ({ width, hidden, experts, k, layers, tokens })),
  );
}

function table(stacks: readonly Stack[]): string {
  return markdownTable(
    columns('mixtures', 'tokens', 'computed again', 'ms', 'more time', 'activations at most', 'less'),
    stacks.flatMap(({ sizes: { layers, tokens }, nothing, experts, mixtures }) =>
      Object.entries({ nothing, experts, mixtures }).map(([again, these]) => [
        layers,
        grouped(tokens),
        again,
        milliseconds(millisecondsOf(these)),
        percent(speedup(nothing, these) - 1),
        megabytes(bytesOf(these)),
        percent(1 - bytesOf(these) / bytesOf(nothing)),
      ]),
    ),
  );
}

function bytesOf(these: Measured): number {
  return factOf(these, 'activationBytes');
}
