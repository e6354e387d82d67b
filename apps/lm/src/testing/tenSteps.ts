import { disposeParameters, foldIn, initialize, key } from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';
import { adam, clipByGlobalNorm, contiguousBatches, disposeTraining, startTraining, train } from '@outrageous/trainer';
import { languageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';
import { moe, trunk } from '../model/trunk.js';

const width = 8;
const vocabulary = 40;
const dropout = 0.1;

/**
 * Ten steps of training a tiny LSTM-MoE language model, noise and dropout included, on whatever device runs.
 *
 * The same seed gives the same model everywhere, so all devices agree on the losses, up to rounding. Runs in browsers
 * too.
 *
 * @returns the ten losses
 */
export async function tenSteps(): Promise<number[]> {
  const gate = balanced(noisyTopK({ width, experts: 4, k: 2 }));
  const pool = feedForward({ experts: 4, width, hidden: 12 });
  const layers = [
    lstm({ inputWidth: width, cells: width }),
    moe(gate, pool, width),
    lstm({ inputWidth: width, cells: width }),
  ];
  const model = languageModel({ vocabulary, width, dropout, trunk: trunk(layers, dropout) });
  const parameters = initialize(model.parameters, foldIn(key(0), 'parameters'));
  const task = languageModelTask(model, parameters);
  const optimizer = clipByGlobalNorm(1, adam({ learningRate: 0.02 }));
  const batches = contiguousBatches(text(), { batch: 4, time: 5 });
  const training = startTraining(task, optimizer, batches.streams);
  const losses: number[] = [];
  for await (const { loss } of train(task, training, { optimizer, batches, steps: 10, key: key(0) })) losses.push(loss);
  disposeTraining(training);
  disposeParameters(parameters);
  return losses;
}

/** 400 words in which some follow others more often: each word is the last one, times 3, plus a small jump. */
function text(): Int32Array {
  const ids = new Int32Array(400);
  for (let i = 1; i < ids.length; i++) ids[i] = (ids[i - 1] * 3 + (i % 7 === 0 ? 5 : 1)) % vocabulary;
  return ids;
}
