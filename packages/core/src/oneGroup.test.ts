import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { oneGroup } from './oneGroup.js';

it('puts all rows into one group', async () => {
  const rows = tf.zeros<tf.Rank.R2>([3, 2]);
  const grouped = oneGroup(rows);
  expect(grouped.groups).toBe(1);
  expect(grouped.rows).toBe(rows);
  expect(Array.from(await grouped.group.data())).toEqual([0, 0, 0]);
  expect(Array.from(await grouped.offsets.data())).toEqual([0, 3]);
  tf.dispose([grouped.rows, grouped.group, grouped.offsets]);
});
