import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tokensPerExpert } from './tokensPerExpert.js';

it('counts the rows that each expert received, none among them', async () => {
  const counts = tf.tidy(() =>
    tokensPerExpert({
      token: tf.tensor1d([0, 0, 1, 1], 'int32'),
      expert: tf.tensor1d([2, 0, 2, 3], 'int32'),
      weight: tf.zeros([4]),
      loss: tf.scalar(0),
      metrics: { importance: tf.zeros([5]), load: tf.zeros([5]) },
    }),
  );
  expect(Array.from(await counts.data())).toEqual([1, 0, 2, 1, 0]);
  counts.dispose();
});
