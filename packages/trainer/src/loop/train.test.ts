import * as tf from '@tensorflow/tfjs-core';
import { leaves } from '@outrageous/core';
import { expect, it } from 'vitest';
import { spoilt, tinyTask } from '../test/tinyTask.js';
import { lossesOf, snapshot, trialOptions, withTrial } from '../test/trial.js';
import type { TrainingReport } from './report.js';
import { train, trainWith } from './train.js';

it('lowers the loss', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const losses = await lossesOf(task, training, 40);
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss) / part.length;
    expect(losses).toHaveLength(40);
    expect(mean(losses.slice(-6))).toBeLessThan(0.75 * mean(losses.slice(0, 6)));
  });
});

it('reports what each step did', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const reports: TrainingReport[] = [];
    await trainWith(task, training, trialOptions({ learningRate: () => 0.05 }), (report) => reports.push(report));
    expect(reports.map(({ step, epoch, tokens }) => [step, epoch, tokens])).toEqual([
      [1, 0, 8],
      [2, 0, 16],
      [3, 0, 24],
      [4, 1, 32],
      [5, 1, 40],
    ]);
    for (const { loss, perplexity, learningRate, tokensPerSecond, mixtures } of reports) {
      expect(perplexity).toBe(Math.exp(loss));
      expect(learningRate).toBe(0.05);
      expect(tokensPerSecond).toBeGreaterThan(0);
      expect(mixtures).toEqual([]);
    }
  });
});

it('counts the predictions of all processes that share a batch', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const options = trialOptions({ steps: 2 });
    const { batchAt, ...batches } = options.batches;
    const shared = { ...batches, batchAt: (step: number) => ({ ...batchAt(step), allPredictions: 32 }) };
    await trainWith(task, training, { ...options, batches: shared }, () => undefined);
    expect(training.tokens).toBe(64);
  });
});

it('reads back only every so many steps, and after the last', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const steps: number[] = [];
    const options = trialOptions({ steps: 7, metricsEvery: 3 });
    await trainWith(task, training, options, ({ step }) => steps.push(step));
    expect(steps).toEqual([3, 6, 7]);
    expect(training.optimizer.step).toBe(7);
    expect(training.tokens).toBe(7 * 8);
  });
});

it('carries the state through an epoch, and begins the next one with zeros', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const seen: number[] = [];
    await trainWith(task, training, trialOptions(), async () => {
      seen.push((await training.recurrent.seen.data())[0]);
    });
    expect(seen).toEqual([1, 2, 3, 1, 2]);
  });
});

it('stops between two steps when it is told to', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const stop = new AbortController();
    const options = trialOptions({ steps: 1000, signal: stop.signal });
    for await (const { step } of train(task, training, options)) if (step === 2) stop.abort();
    expect(training.optimizer.step).toBe(2);
  });
});

it('hears a signal that comes from elsewhere, also while nothing is read back', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 0);
    await trainWith(
      task,
      training,
      trialOptions({ steps: 1e9, metricsEvery: 1e9, signal: stop.signal }),
      () => undefined,
    );
    expect(training.optimizer.step).toBeGreaterThan(0);
  });
});

it('does nothing when all steps are done', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 2);
    const before = await snapshot(training);
    expect(await lossesOf(task, training, 2)).toEqual([]);
    expect(await snapshot(training)).toEqual(before);
  });
});

it('leaves everything as it was when a loss is not finite', async () => {
  await withTrial(spoilt(tinyTask(), 3), async (training, task) => {
    await lossesOf(task, training, 2);
    const before = await snapshot(training);
    await expect(lossesOf(task, training, 5)).rejects.toThrow(
      'step 3: the loss is NaN; the first bad value is in the gradient of embedding. Nothing was written since: go on ' +
        'from the last checkpoint with a lower learning rate, a longer warm-up, or clipByGlobalNorm around the optimizer',
    );
    expect(await snapshot(training)).toEqual(before);
  });
});

it('names the parameter that went astray', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const softmax = leaves(task.parameters).find(({ name }) => name === 'softmax');
    softmax?.assign(tf.fill([3, 7], Infinity));
    await expect(lossesOf(task, training, 1)).rejects.toMatchObject({
      name: 'NonFiniteError',
      step: 1,
      culprit: 'parameter softmax',
    });
  });
});

it('refuses numbers of steps that are none', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const run = (change: object) => trainWith(task, training, trialOptions(change), () => undefined);
    await expect(run({ steps: 1.5 })).rejects.toThrow('train: steps must be a whole number from 0 up, got 1.5');
    await expect(run({ metricsEvery: 0 })).rejects.toThrow(
      'train: metricsEvery must be a whole number from 1 up, got 0',
    );
  });
});

it('holds as much memory after 30 steps as after 3', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const memoryAfter = async (steps: number, metricsEvery: number) => {
      await trainWith(task, training, trialOptions({ steps, metricsEvery }), () => undefined);
      const { numTensors, numBytes } = tf.memory();
      return { numTensors, numBytes };
    };
    const early = await memoryAfter(3, 1);
    expect(await memoryAfter(16, 1)).toEqual(early);
    expect(await memoryAfter(30, 4)).toEqual(early);
  });
});
