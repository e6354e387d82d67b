import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { heldGroups } from './heldGroups.js';

const input = {
  rows: tf.zeros<tf.Rank.R2>([3, 2]),
  group: tf.tensor1d([2, 3, 3], 'int32'),
  offsets: tf.tensor1d([0, 0, 0, 1, 3, 3], 'int32'),
  groups: 5,
};

it('leaves rows as they are where all groups are held', () => {
  expect(heldGroups(input, {})).toBe(input);
});

it('numbers groups from the first that is held', async () => {
  const held = heldGroups(input, { shard: { first: 2, count: 2, of: 5 } });
  expect(held.rows).toBe(input.rows);
  expect(held.groups).toBe(2);
  expect(Array.from(await held.group.data())).toEqual([0, 1, 1]);
  expect(Array.from(await held.offsets.data())).toEqual([0, 1, 3]);
  tf.dispose([held.group, held.offsets]);
});
