import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tokensPerExpert } from './tokensPerExpert.js';

it('counts the rows that each expert received, none among them, but not slots that are none', async () => {
  const counts = tf.tidy(() =>
    tokensPerExpert({
      expert: tf.tensor1d([2, 0, 2, 3, 1], 'int32'),
      weight: tf.tensor1d([1, 0.5, 1e-30, -1, 0]),
      experts: 5,
    }),
  );
  expect(Array.from(await counts.data())).toEqual([1, 0, 2, 1, 0]);
  counts.dispose();
});
