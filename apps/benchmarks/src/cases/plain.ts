import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, Plot, RunOptions } from '../benchmark.js';
import { nodeProgram, stockProgram } from '../contenders/programs.js';
import { inRounds } from '../contenders/rounds.js';
import type { Measured } from '../measurement.js';
import { tokensOf } from '../modelSizes.js';
import { columns, gigabytes, milliseconds, times } from '../page/format.js';
import { barPlot } from '../page/plots.js';
import { millisecondsOf, peakBytesOf, processorMillisecondsOf, speedup } from '../summary.js';
import { comparedModels, type NamedModel } from './models.js';

/** Ours, and what one writes without us. */
interface AgainstPlain extends NamedModel {
  readonly ours: Measured;
  readonly plain: Measured;
}

/** What {@link plain} found. */
export interface PlainResult {
  readonly models: readonly AgainstPlain[];
}

/** The same model from TensorFlow.js' own ops. */
export const plain: Benchmark<PlainResult> = {
  name: 'plain',
  title: 'The same model in TensorFlow.js alone',
  about:
    'The models of `step`, in turn with what one writes with TensorFlow.js today on the same device: LSTMs unrolled from ' +
    '`tf.basicLSTMCell`, every expert computed for every token and masked, `tf.oneHot` and ' +
    '`tf.losses.softmaxCrossEntropy`, `tf.train.adam`; memory as TensorFlow.js has it by itself, from malloc.',
  async run(options: RunOptions) {
    const models: AgainstPlain[] = [];
    for (const model of comparedModels(options)) {
      const programs = {
        ours: nodeProgram('ourLanguageModel', model.sizes),
        plain: stockProgram('plainLanguageModel', model.sizes),
      };
      models.push({ ...model, ...(await inRounds(programs, { rounds: options.rounds, times: 2 })) });
    }
    return { models };
  },
  report: ({ models }) => ({
    markdown: [`On ${models[0].ours.description}:`, table(models)].join('\n\n'),
    plots: [plot(models)],
  }),
};

function table(models: readonly AgainstPlain[]): string {
  return markdownTable(
    columns('model', 'ms per step', 'processor ms', 'tokens/s', 'memory at most', 'ours is faster by'),
    models.flatMap(({ name, sizes, ours, plain: other }) => {
      const lineOf = (who: string, work: Measured) => [
        `${name}, ${who}`,
        milliseconds(millisecondsOf(work)),
        milliseconds(processorMillisecondsOf(work)),
        grouped((1000 * tokensOf(sizes)) / millisecondsOf(work)),
        gigabytes(peakBytesOf(work)),
      ];
      return [
        [...lineOf('ours', ours), ''],
        [...lineOf('TensorFlow.js', other), times(speedup(ours, other))],
      ];
    }),
  );
}

function plot(models: readonly AgainstPlain[]): Plot {
  const values = models.flatMap(({ name, ours, plain: other }) => [
    { group: name, bar: 'ours', value: 1 },
    { group: name, bar: 'TensorFlow.js', value: speedup(ours, other) },
  ]);
  return barPlot('plain', { caption: 'the time of a step, ours = 1', axis: 'time of a step, ours = 1', values });
}
