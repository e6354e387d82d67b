import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it } from 'vitest';
import { dispatchesPerStep, total } from './dispatches.js';
import { moe32 } from '../modelSizes.js';

beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

/** As many steps and parameters as MoE-32, in small. */
const small = { ...moe32, width: 8, hidden: 8, vocabulary: 50, batch: 2 };

it('is below 400 for the MoE-32 language model, however many experts there are', async () => {
  const of = async (experts: number) => total(await dispatchesPerStep({ ...small, experts }));
  const expected = await of(32);
  expect(expected).toBeLessThan(400);
  expect(await of(256)).toBe(expected);
  expect(await of(1024)).toBe(expected);
});
