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

interface Measured {
  readonly perplexity: number;
  readonly maxOverMeanLoad: number;
}

/** Trains a small mixture on a text, and measures it on another stretch of that text. */
async function trainedWith(weight: number, seed: number): Promise<Measured> {
  const gate = balanced(noisyTopK({ width, experts, k: 2 }), { importance: weight, load: weight });
  const mixture = moe(gate, feedForward({ experts, width, hidden: 8 }), width);
  const model = languageModel({
    vocabulary,
    width,
    trunk: trunk([lstm({ inputWidth: width, cells: width }), mixture]),
  });
  const parameters = initialize(model.parameters, key(seed));
  const task = languageModelTask(model, parameters);
  const optimizer = adam({ learningRate: 0.03 });
  const batches = contiguousBatches(text(0, 40_000), { batch: 16, time: 8 });
  const training = startTraining(task, optimizer, batches.streams);
  await trainWith(
    task,
    training,
    { optimizer, batches, steps: 300, key: key(seed + 1), metricsEvery: 300 },
    () => undefined,
  );
  const watched = withBalance(task);
  const held = contiguousBatches(text(40_000, 42_000), { batch: 8, time: 8 });
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

/** The mean over three seeds: a single run on so little text is a matter of luck. */
async function meanWith(weight: number): Promise<Measured> {
  const runs: Measured[] = [];
  for (const seed of [0, 1, 2]) runs.push(await trainedWith(weight, seed));
  const mean = (of: (run: Measured) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return { perplexity: mean((run) => run.perplexity), maxOverMeanLoad: mean((run) => run.maxOverMeanLoad) };
}

describe('the balancing losses (table 6)', () => {
  it('keep experts from being overloaded, and cost no perplexity', async (test) => {
    test.skip(tf.getBackend() !== 'tensorflow', 'training takes minutes on this device');
    const [without, paper] = [await meanWith(0), await meanWith(0.1)];
    expect(without.maxOverMeanLoad).toBeGreaterThan(2.5 * paper.maxOverMeanLoad);
    expect(paper.maxOverMeanLoad).toBeLessThan(2.5);
    expect(paper.perplexity).toBeLessThan(1.05 * without.perplexity);
  }, 300_000);
});
