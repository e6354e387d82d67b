import { markdownTable } from '@outrageous/lm';
import type { Benchmark, Plot, RunOptions } from '../benchmark.js';
import { nodeProgram, stockProgram, torchProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { columns, milliseconds, times } from '../page/format.js';
import { linePlot } from '../page/plots.js';
import { millisecondsOf, speedup } from '../summary.js';

/** LSTMs of one size. */
interface LstmsOf {
  readonly width: number;
  readonly ours: Measured;
  readonly pytorch: Measured;
  readonly unrolled: Measured;
}

/** What {@link lstm} found. */
export interface LstmResult {
  readonly sizes: readonly LstmsOf[];
}

/** An LSTM alone, of several sizes. */
export const lstm: Benchmark<LstmResult> = {
  name: 'lstm',
  title: 'LSTM alone, forward and backward',
  about:
    'An LSTM as wide as its input, on 32 sequences of 20 steps, with the gradients of input, weights and bias: ours, ' +
    'PyTorch’s `nn.LSTM` and `tf.basicLSTMCell` unrolled, in turn.',
  async run(options: RunOptions) {
    const sizes: LstmsOf[] = [];
    for (const width of options.quick ? [16, 32] : [64, 128, 256, 512, 1024, 2048]) {
      process.stderr.write(`  hidden ${width}\n`);
      const shape = { width, batch: 32, time: 20 };
      const programs = {
        ours: nodeProgram('ourLstm', shape),
        pytorch: await torchProgram('lstm', shape),
        unrolled: stockProgram('unrolledLstm', shape),
      };
      sizes.push({ width, ...(await inRounds(programs, { rounds: options.rounds, times: width < 512 ? 20 : 5 })) });
    }
    return { sizes };
  },
  report: ({ sizes }) => ({
    markdown: [`${sizes[0].ours.description}; ${sizes[0].pytorch.description}.`, table(sizes)].join('\n\n'),
    plots: [plot(sizes)],
  }),
};

function table(sizes: readonly LstmsOf[]): string {
  return markdownTable(
    columns('hidden', 'ours, ms', 'PyTorch, ms', 'unrolled, ms', 'faster than PyTorch', 'faster than unrolled'),
    sizes.map(({ width, ours, pytorch, unrolled }) => [
      width,
      ...[ours, pytorch, unrolled].map((work) => milliseconds(millisecondsOf(work))),
      times(speedup(ours, pytorch)),
      times(speedup(ours, unrolled)),
    ]),
  );
}

function plot(sizes: readonly LstmsOf[]): Plot {
  const values = sizes.flatMap(({ width, ours, pytorch, unrolled }) => [
    { line: 'PyTorch / ours', x: width, y: speedup(ours, pytorch) },
    { line: 'TensorFlow.js unrolled / ours', x: width, y: speedup(ours, unrolled) },
  ]);
  const caption = 'the time of other LSTMs, ours = 1';
  return linePlot('lstm', { caption, x: 'hidden size', y: 'time, ours = 1', logarithmic: true, values });
}
