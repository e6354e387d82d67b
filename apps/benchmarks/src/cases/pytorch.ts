import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, Plot, RunOptions } from '../benchmark.js';
import { nodeProgram, torchProgram } from '../contenders/programs.js';
import type { Measured } from '../measurement.js';
import { tokensOf } from '../modelSizes.js';
import { columns, gigaflops, milliseconds, percent, times } from '../page/format.js';
import { barPlot } from '../page/plots.js';
import { millisecondsOf, peakOf, processorMillisecondsOf, shareOfPeak, speedup, speedupRange } from '../summary.js';
import { compareModels } from './compareModels.js';
import { matMulSizes, type NamedModel } from './models.js';
import { usefulOperations } from './usefulOperations.js';

/** Two programs that train the same model, and the best dense product of each. */
interface AgainstTorch extends NamedModel {
  readonly ours: Measured;
  readonly matMul: Measured;
  readonly pytorch: Measured;
  readonly torchMatMul: Measured;
}

/** What {@link pytorch} found. */
export interface PytorchResult {
  readonly models: readonly AgainstTorch[];
}

/** The same model in PyTorch on the CPU, in turn with ours. */
export const pytorch: Benchmark<PytorchResult> = {
  name: 'pytorch',
  title: 'The same model in PyTorch',
  about:
    'The models of `step`, in turn with `apps/benchmarks/pytorch/languageModel.py`: the same layers, losses, words, ' +
    'clipping and numbers of threads, `nn.LSTM`, experts on tokens that are sorted by expert, fused Adam, eager mode. ' +
    'One difference is left: words that don’t occur in a batch get their update when they next occur, while PyTorch’s dense Adam ' +
    'moves all of them. The peak is that of the best dense product of both libraries in the same round, whichever multiplies ' +
    'faster on this machine; behind the ratio stand the least and the largest of single rounds.',
  async run(options: RunOptions) {
    const models = await compareModels(options, async (sizes) => ({
      ours: nodeProgram('ourLanguageModel', sizes),
      pytorch: await torchProgram('languageModel', sizes),
      matMul: nodeProgram('matMul', matMulSizes(options)),
      torchMatMul: await torchProgram('matMul', matMulSizes(options)),
    }));
    return { models };
  },
  report: ({ models }) => ({
    markdown: [`${models[0].ours.description}; ${models[0].pytorch.description}.`, table(models)].join('\n\n'),
    plots: [plot(models)],
  }),
};

function table(models: readonly AgainstTorch[]): string {
  return markdownTable(
    columns(
      'model',
      'ms per step',
      'processor ms',
      'tokens/s',
      'its peak GFLOP/s',
      'share of the best peak',
      'ours is faster by',
    ),
    models.flatMap((model) => {
      const { name, sizes, ours, pytorch: torch } = model;
      const lineOf = (who: string, work: Measured, peak: Measured) => [
        `${name}, ${who}`,
        milliseconds(millisecondsOf(work)),
        milliseconds(processorMillisecondsOf(work)),
        grouped((1000 * tokensOf(sizes)) / millisecondsOf(work)),
        gigaflops(peakOf(peak)),
        percent(shareOfPeak(work, usefulOperations(model), model.matMul, model.torchMatMul)),
      ];
      return [
        [...lineOf('ours', ours, model.matMul), ''],
        [...lineOf('PyTorch', torch, model.torchMatMul), ratioInWords(ours, torch)],
      ];
    }),
  );
}

/** `1.34× (0.94 to 1.42)` */
function ratioInWords(ours: Measured, torch: Measured): string {
  const [least, most] = speedupRange(ours, torch);
  return `${times(speedup(ours, torch))} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function plot(models: readonly AgainstTorch[]): Plot {
  const values = models.flatMap(({ name, sizes, ours, pytorch: torch }) =>
    Object.entries({ ours, PyTorch: torch }).map(([who, work]) => ({
      group: name,
      bar: who,
      value: (1000 * tokensOf(sizes)) / millisecondsOf(work),
    })),
  );
  return barPlot('pytorch', { caption: 'tokens per second, ours and PyTorch', axis: 'tokens per second', values });
}
