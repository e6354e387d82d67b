import * as tf from '@tensorflow/tfjs-core';
import { disposeParameters, initialize, key } from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';
import { adam, contiguousBatches, disposeTraining, evaluate, startTraining, trainWith } from '@outrageous/trainer';
import { describe, expect, it } from 'vitest';
import { languageModel } from './languageModel.js';
import { languageModelTask } from './languageModelTask.js';
import { moe, trunk } from './trunk.js';
import { withBalance } from './withBalance.js';

const width = 16;
const experts = 32;
const vocabulary = 32;

/** Trains a small mixture on a text, and measures it on another stretch of that text. */
async function trainedWith(weight: number): Promise<{ perplexity: number; maxOverMeanLoad: number }> {
  const gate = balanced(noisyTopK({ width, experts, k: 2 }), { importance: weight, load: weight });
  const mixture = moe(gate, feedForward({ experts, width, hidden: 8 }), width);
  const model = languageModel({
    vocabulary,
    width,
    trunk: trunk([lstm({ inputWidth: width, cells: width }), mixture]),
  });
  const parameters = initialize(model.parameters, key(1));
  const task = languageModelTask(model, parameters);
  const optimizer = adam({ learningRate: 0.05 });
  const batches = contiguousBatches(text(0, 4000), { batch: 8, time: 8 });
  const training = startTraining(task, optimizer, batches.streams);
  await trainWith(task, training, { optimizer, batches, steps: 240, key: key(2), metricsEvery: 240 }, () => undefined);
  const watched = withBalance(task);
  const held = contiguousBatches(text(4000, 5000), { batch: 8, time: 8 });
  const { perplexity } = await evaluate(watched, held);
  const [{ maxOverMeanLoad }] = await watched.balance();
  disposeTraining(training);
  disposeParameters(parameters);
  return { perplexity, maxOverMeanLoad };
}

/** Each word follows the one before by a fixed rule, which a hash sometimes breaks. */
function text(from: number, to: number): Int32Array {
  const ids = new Int32Array(to);
  for (let i = 1; i < to; i++) {
    const hash = Math.imul(i, 2654435761) >>> 24;
    ids[i] = hash < 64 ? Math.floor(vocabulary * (hash / 64) ** 2) : (ids[i - 1] * 5 + 3) % vocabulary;
  }
  return ids.subarray(from);
}

describe.runIf(tf.getBackend() !== 'webgpu')('the balancing losses (table 6)', () => {
  it('keep experts from being overloaded, and cost no perplexity', async () => {
    const [without, paper] = [await trainedWith(0), await trainedWith(0.1)];
    expect(without.maxOverMeanLoad).toBeGreaterThan(2.5 * paper.maxOverMeanLoad);
    expect(paper.maxOverMeanLoad).toBeLessThan(2.5);
    expect(paper.perplexity).toBeLessThan(1.05 * without.perplexity);
  }, 300_000);
});
