import { leaves } from '@outrageous/core';
import { expect, it } from 'vitest';
import { contiguousBatches } from '../data/contiguousBatches.js';
import { tinyTask } from '../test/tinyTask.js';
import { snapshot, withTrial } from '../test/trial.js';
import { evaluate } from './evaluate.js';
import * as tf from '@tensorflow/tfjs-core';

const ids = Int32Array.from({ length: 23 }, (_, i) => (i * i) % 7);

const batches = (batch: number, time: number) => contiguousBatches(ids, { batch, time, remainder: 'pad' });

it('weighs every prediction alike, whatever the windows', async () => {
  await withTrial(tinyTask(), async (_, task) => {
    const whole = await evaluate(task, batches(1, 22));
    const parts = await evaluate(task, batches(1, 5));
    expect(whole.tokens).toBe(22);
    expect(parts.tokens).toBe(22);
    expect(parts.loss).toBeCloseTo(whole.loss, 5);
    expect(whole.perplexity).toBe(Math.exp(whole.loss));
  });
});

it('gives ln(words) where all words are equally likely', async () => {
  await withTrial(tinyTask(), async (_, task) => {
    for (const { name, shape, assign } of leaves(task.parameters)) if (name === 'softmax') assign(tf.zeros([...shape]));
    expect((await evaluate(task, batches(3, 4))).perplexity).toBeCloseTo(7, 4);
  });
});

it('counts the predictions of all processes that share the text', async () => {
  await withTrial(tinyTask(), async (_, task) => {
    const part = contiguousBatches(ids, { batch: 2, time: 4, streams: { first: 1, count: 1 }, remainder: 'pad' });
    expect((await evaluate(task, part)).tokens).toBe(22);
  });
});

it('repeats itself bit for bit, and changes nothing', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    const before = await snapshot(training);
    const first = await evaluate(task, batches(2, 4));
    expect(await evaluate(task, batches(2, 4))).toEqual(first);
    expect(await snapshot(training)).toEqual(before);
  });
});

it('says how far it is, and ends early when it is told to', async () => {
  await withTrial(tinyTask(), async (_, task) => {
    const stop = new AbortController();
    const progress: number[][] = [];
    const onProgress = (done: number, total: number) => {
      progress.push([done, total]);
      if (done === 2) stop.abort();
    };
    const { tokens } = await evaluate(task, batches(1, 4), { onProgress, signal: stop.signal });
    expect(progress).toEqual([
      [1, 6],
      [2, 6],
    ]);
    expect(tokens).toBe(8);
  });
});
