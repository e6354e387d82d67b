import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { key } from '../../key.js';
import { expectClose } from '../../testing/index.js';
import { drawOnHost } from './host.js';
import { normal, uniform } from './draw.js';

it.each([1, 3, 4, 5, 1000, 100_003])('draws the same %i uniform numbers on every backend', async (size) => {
  const [drawn, expected] = [uniform(key(7), [size]), drawOnHost({ distribution: 'uniform', key: key(7), shape: [size] })];
  expect(await drawn.data()).toEqual(await expected.data());
  tf.dispose([drawn, expected]);
});

it.each([1, 3, 4, 5, 1000, 100_003])('draws the same %i normal numbers on every backend', async (size) => {
  const [drawn, expected] = [normal(key(7), [size]), drawOnHost({ distribution: 'normal', key: key(7), shape: [size] })];
  await expectClose(drawn, expected, 1e-5);
  tf.dispose([drawn, expected]);
});
