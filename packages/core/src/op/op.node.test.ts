import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { key } from '../key.js';
import { uniform } from '../random/draw/uniform.js';

it('may be the first op of a program, before any backend was chosen', async () => {
  expect(tf.getBackend()).toBeFalsy();
  const numbers = uniform(key(0), [3]);
  expect(tf.getBackend()).toBe('cpu');
  expect(await numbers.data()).toHaveLength(3);
  numbers.dispose();
});
