import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '@outrageous/core';
import { contiguousBatches, crossEntropy, type Window } from '@outrageous/trainer';
import { expect, it } from 'vitest';
import { evaluateText } from './evaluateText.js';
import { watchUnknown } from './unknownWords.js';

const unknown = 0;
const words = [1, 0, 2, 3, 0, 0, 1, 3, 2, 2, 0, 3];

/** The logits of the word after word i. */
const bigrams = [
  [2, -1, 0.5, 0],
  [0.1, 0.2, -3, 1],
  [-0.5, 4, 1, 0],
  [1, 1, 0, -2],
];

function bigramTask(watch = watchUnknown(unknown)) {
  const task: Task<Window> = {
    parameters: {},
    zeroState: () => ({}),
    forward({ inputs, labels, weights }, state, { training }) {
      const logits = tf.gather(tf.tensor2d(bigrams), tf.tensor1d(inputs, 'int32'));
      const window = { labels, weights } as Window;
      if (!training) watch.see(logits, window);
      const loss = crossEntropy(logits, tf.tensor1d(labels, 'int32'), weights && tf.tensor1d(weights));
      return { loss, state, routings: [] };
    },
  };
  return { task, unknown: watch };
}

/** The mean over the text of the losses at words that fulfil a condition, in double precision. */
function meanLoss(text: readonly number[], counts: (word: number) => boolean): number {
  const losses = text.slice(1).flatMap((word, i) => {
    const logits = bigrams[text[i]];
    const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
    return counts(word) ? [Math.log(sum) - logits[word]] : [];
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

/** Two streams, whose last window is padded. */
const cut = (text: readonly number[]) =>
  contiguousBatches(Int32Array.from(text), { batch: 2, time: 4, remainder: 'pad' });

it('gives the perplexity without unknown words, every time', async () => {
  const watched = bigramTask();
  for (let time = 0; time < 2; time++) {
    const measured = await evaluateText(watched, cut(words));
    const known = meanLoss(words, (word) => word !== unknown);
    expect(measured.loss).toBeCloseTo(
      meanLoss(words, () => true),
      5,
    );
    expect(measured.unknownShare).toBeCloseTo(4 / 11, 12);
    expect(measured.knownLoss).toBeCloseTo(known, 5);
    expect(measured.knownPerplexity).toBeCloseTo(Math.exp(known), 4);
  }
});

it('gives the same perplexity where all words are known, and none where none is', async () => {
  const all = await evaluateText(bigramTask(), cut([1, 2, 3, 1, 2]));
  expect(all).toMatchObject({ unknownShare: 0, knownLoss: all.loss, knownPerplexity: all.perplexity });
  const none = await evaluateText(bigramTask(), cut([0, 0, 0, 0, 0]));
  expect(none.unknownShare).toBe(1);
  expect(none.knownPerplexity).toBeUndefined();
});
