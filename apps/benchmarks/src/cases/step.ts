import { grouped, markdownTable } from '@outrageous/lm';
import type { Benchmark, Plot, RunOptions } from '../benchmark.js';
import { nodeProgram } from '../contenders/programs.js';
import type { Measured } from '../measurement.js';
import { tokensOf } from '../modelSizes.js';
import { partNames } from '../parts/stopwatch.js';
import { columns, gigaflops, milliseconds, percent } from '../page/format.js';
import { factsOf, millisecondsOf, peakOf, processorMillisecondsOf, shareOfPeak } from '../summary.js';
import { compareModels } from './compareModels.js';
import { matMulSizes, modelsInWords, type NamedModel } from './models.js';
import { usefulOperations } from './usefulOperations.js';

/** Steps of a model, between dense products. */
interface StepOf extends NamedModel {
  readonly ours: Measured;
  readonly matMul: Measured;
}

/** What {@link step} found. */
export interface StepResult {
  readonly models: readonly StepOf[];
}

/** The time of a training step, what it is spent on, and how near that is to what the device can do. */
export const step: Benchmark<StepResult> = {
  name: 'step',
  title: 'A training step, and what its time is spent on',
  about:
    `${modelsInWords}\n\nUseful operations are 2 for each multiply-add that the model counts, 3 times (forward, and two ` +
    'products for the gradients). The peak is that of the best dense `tf.matMul` of several sizes in the same rounds. ' +
    'The parts are those of real training steps: a stopwatch turns whenever the borders between parts are passed, ' +
    'forward and backward, which is exact because ops of this device are done when they return. The optimizer includes ' +
    'clipping; the rest is embedding, dropout, residuals and the training loop.',
  async run(options: RunOptions) {
    const models = await compareModels(options, (sizes) => ({
      ours: nodeProgram('ourLanguageModel', sizes),
      matMul: nodeProgram('matMul', matMulSizes(options)),
    }));
    return { models };
  },
  report: ({ models }) => ({
    markdown: [`On ${models[0].ours.description}:`, stepTable(models), partTable(models)].join('\n\n'),
    plots: models.some(hasParts) ? [partPlot(models)] : [],
  }),
};

function stepTable(models: readonly StepOf[]): string {
  return markdownTable(
    columns('model', 'ms per step', 'processor ms', 'tokens/s', 'useful GFLOP/s', 'peak GFLOP/s', 'share of the peak'),
    models.map((model) => {
      const { name, sizes, ours, matMul } = model;
      const [time, operations] = [millisecondsOf(ours), usefulOperations(model)];
      return [
        name,
        milliseconds(time),
        milliseconds(processorMillisecondsOf(ours)),
        grouped((1000 * tokensOf(sizes)) / time),
        gigaflops(operations / time / 1e6),
        gigaflops(peakOf(matMul)),
        percent(shareOfPeak(ours, operations, matMul)),
      ];
    }),
  );
}

function hasParts({ ours }: StepOf): boolean {
  return ours.rounds.every(({ facts }) => facts.parts !== undefined);
}

function partTable(models: readonly StepOf[]): string {
  const seen = models.filter(hasParts);
  if (seen.length === 0) return 'How the time divides can’t be seen on a GPU, which computes after an op has returned.';
  const times = seen.map(({ ours }) => [factsOf(ours, 'parts'), factsOf(ours, 'processorParts')] as const);
  return markdownTable(
    columns('part', ...seen.flatMap(({ name }) => [`${name}, ms`, 'share', 'share of processor time'])),
    partNames.map((part) => [
      part,
      ...times.flatMap(([wall, processor]) => [
        milliseconds(wall[part]),
        percent(wall[part] / sum(wall)),
        percent(processor[part] / sum(processor)),
      ]),
    ]),
  );
}

function partPlot(models: readonly StepOf[]): Plot {
  const values = models.filter(hasParts).flatMap(({ name, ours }) => {
    const times = factsOf(ours, 'parts');
    return partNames.map((part, order) => ({
      model: name,
      part,
      order,
      share: times[part] / sum(times),
    }));
  });
  return {
    name: 'step',
    caption: 'the share of each part in the time of a step',
    spec: {
      data: { values },
      width: 560,
      height: { step: 32 },
      mark: 'bar',
      encoding: {
        y: { field: 'model', type: 'nominal', title: null, sort: null },
        x: { field: 'share', type: 'quantitative', axis: { format: '%' }, title: 'share of the step' },
        color: { field: 'part', type: 'nominal', sort: [...partNames], title: null, scale: { scheme: 'tableau10' } },
        order: { field: 'order', type: 'quantitative' },
      },
    },
  };
}

function sum(times: Readonly<Record<string, number>>): number {
  return Object.values(times).reduce((total, time) => total + time, 0);
}
