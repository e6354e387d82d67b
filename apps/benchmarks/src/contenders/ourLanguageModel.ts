import * as tf from '@tensorflow/tfjs-core';
import type { Gate, Optimizer } from '@outrageous/core';
import { feedForward, mixture } from '@outrageous/experts';
import { balanced, balanceReport, hierarchical, noisyTopK } from '@outrageous/gating';
import { beginOn, endlessTraining, languageModel, type LanguageModel, trunk } from '@outrageous/lm';
import { activated, lstm, overTime } from '@outrageous/lstm';
import { adam, clipByGlobalNorm, factoredAdam, partition } from '@outrageous/trainer';
import type { OurSizes } from '../modelSizes.js';
import { stopwatch, type Stopwatch } from '../parts/stopwatch.js';
import * as watched from '../parts/watched.js';
import { drawText } from './drawWords.js';
import { processorTime } from './serve.js';
import type { Trial } from './trial.js';

const { beforeSoftmax, watchedGate, watchedLayer, watchedMixture, watchedOptimizer, watchedPool } = watched;

/** Steps of training our language model, as `outrageous-lm train` does them. */
export async function ourLanguageModel(sizes: OurSizes): Promise<Trial> {
  const { description, gpu } = await beginOn('tensorflow');
  const watches = { milliseconds: stopwatch(), processorMilliseconds: stopwatch(processorTime) };
  const watch = together(Object.values(watches));
  const model = watchedModel(sizes, watch);
  const optimizer = watchedOptimizer(optimizerOf(sizes), watch);
  const training = endlessTraining({ model, ids: drawText(sizes), ...sizes, optimizer });
  watch.take();
  const seen = { steps: 0, loss: NaN, activeExperts: 0 };
  return {
    description,
    async run() {
      watch.begin();
      await training.run(1, ({ loss, mixtures: [{ importance, load }] }) => {
        const activeExperts = sizes.experts - balanceReport(importance, load).deadExperts;
        Object.assign(seen, { steps: seen.steps + 1, loss, activeExperts });
      });
      watch.turn('rest');
    },
    facts() {
      const { steps, loss, activeExperts } = seen;
      seen.steps = 0;
      const perStep = (times: Record<string, number>) =>
        Object.fromEntries(Object.entries(times).map(([part, time]) => [part, time / steps]));
      const parts = perStep(watches.milliseconds.take());
      const processorParts = perStep(watches.processorMilliseconds.take());
      // A GPU is still computing when an op returns.
      return { loss, activeExperts, operations: model.operations, ...(gpu ? {} : { parts, processorParts }) };
    },
  };
}

/** The language model of the paper, with a stopwatch in all of its parts. */
export function watchedModel(sizes: OurSizes, watch: Stopwatch): LanguageModel {
  const { width, hidden, experts, vocabulary } = sizes;
  const gate = watchedGate(balanced(gateOf(sizes)), watch);
  const pool = watchedPool(feedForward({ experts, width, hidden }), watch);
  const joined = watchedMixture(mixture(gate, pool), watch);
  const recurrent = () => watchedLayer(lstm({ inputWidth: width, cells: width }), watch, 'LSTM');
  const layers = [recurrent(), activated(overTime(joined, { width }), tf.sigmoid), recurrent()];
  return languageModel({ vocabulary, width, trunk: beforeSoftmax(trunk(layers, 0.1), watch), dropout: 0.1 });
}

/** Noisy top-k over all experts, or in two levels where they lie in groups. */
export function gateOf({ width, experts, groups, k }: OurSizes): Gate {
  if (groups === undefined) return noisyTopK({ width, experts, k });
  const primary = noisyTopK({ width, experts: groups, k });
  return hierarchical(primary, noisyTopK({ width, experts: experts / groups, k, groups }));
}

function optimizerOf({ optimizer = 'adam' }: OurSizes): Optimizer {
  const rest = adam({ learningRate: 1e-3 });
  if (optimizer === 'adam') return clipByGlobalNorm(1, rest);
  const experts = factoredAdam({ learningRate: 1e-3 });
  return clipByGlobalNorm(
    1,
    partition(({ perExpert }) => (perExpert ? 'experts' : 'rest'), { experts, rest }),
  );
}

/** Several stopwatches as one. */
function together(watches: readonly Stopwatch[]): Stopwatch {
  return {
    begin: () => watches.forEach((watch) => watch.begin()),
    turn: (part) => watches.forEach((watch) => watch.turn(part)),
    take: () => watches.map((watch) => watch.take())[0],
  };
}
