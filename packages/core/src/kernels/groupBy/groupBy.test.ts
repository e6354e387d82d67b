import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { groupBy } from './groupBy.js';

async function grouped(group: readonly number[], groups: number): Promise<{ order: number[]; offsets: number[] }> {
  const { order, offsets } = tf.tidy(() => ({ ...groupBy(tf.tensor1d([...group], 'int32'), groups) }));
  const result = { order: Array.from(await order.data()), offsets: Array.from(await offsets.data()) };
  tf.dispose([order, offsets]);
  return result;
}

/** A stable sort, and the number of slots whose group is smaller. */
function expected(group: readonly number[], groups: number): { order: number[]; offsets: number[] } {
  return {
    order: group.map((_g, slot) => slot).sort((a, b) => group[a] - group[b] || a - b),
    offsets: Array.from({ length: groups + 1 }, (_, g) => group.filter((other) => other < g).length),
  };
}

it('sorts slots by group and keeps their order', async () => {
  expect(await grouped([2, 0, 2, 0, 3], 5)).toEqual({ order: [1, 3, 0, 2, 4], offsets: [0, 2, 2, 4, 5, 5] });
});

const spread = (slots: number, groups: number) => Array.from({ length: slots }, (_, slot) => (slot * 7919) % groups);

describe.each([
  ['no slot', [], 3],
  ['one slot', [1], 2],
  ['one group', [0, 0, 0], 1],
  ['all in one group', [2, 2, 2], 4],
  ['more slots than a workgroup has invocations', spread(700, 5), 5],
  ['more groups than a workgroup has invocations', spread(300, 1009), 1009],
  ['as many groups as are told apart at once', spread(600, 2048), 2048],
  ['more groups than are told apart at once', spread(600, 2049), 2049],
  ['more groups than two digits tell apart', spread(20, 70_000), 70_000],
])('%s', (_name, group, groups) => {
  it('is a stable sort', async () => {
    expect(await grouped(group, groups)).toEqual(expected(group, groups));
  });
});
