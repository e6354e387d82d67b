import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { groupBy } from './groupBy.js';

async function grouped(group: readonly number[], groups: number): Promise<{ order: number[]; offsets: number[] }> {
  const { order, offsets } = tf.tidy(() => ({ ...groupBy(tf.tensor1d([...group], 'int32'), groups) }));
  const result = { order: Array.from(await order.data()), offsets: Array.from(await offsets.data()) };
  tf.dispose([order, offsets]);
  return result;
}

it('sorts slots by group and keeps their order', async () => {
  expect(await grouped([2, 0, 2, 0, 3], 5)).toEqual({ order: [1, 3, 0, 2, 4], offsets: [0, 2, 2, 4, 5, 5] });
});
