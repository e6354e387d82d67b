import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { countedRouting } from './countedRouting.js';
import type { Grouped } from './grouped.js';
import { measureRouting } from './routing.js';
import { type Slots, slotsOfChoice, slotsOfSelection } from './slots.js';
import { tidyTree } from './tensorTree.js';
import { expectClose } from './testing/index.js';

/** Three rows of two groups, each with two experts of its own. */
const grouped = (): Grouped => ({
  rows: tf.zeros([3, 1]),
  group: tf.tensor1d([0, 0, 1], 'int32'),
  offsets: tf.tensor1d([0, 2, 3], 'int32'),
  groups: 2,
});

/** Compares columns, and frees them. */
async function expectColumns(tensors: readonly tf.Tensor[], ...rows: readonly (readonly number[])[]): Promise<void> {
  for (const [column, tensor] of tensors.entries()) {
    await expectClose(
      tensor,
      rows.map((row) => row[column]),
    );
    tensor.dispose();
  }
}

const columnsOf = (make: () => Slots): tf.Tensor[] => {
  const { token, expert, weight } = tidyTree(make);
  return [token, expert, weight];
};

describe('slots', () => {
  it('of a choice go row by row, with experts counted over all groups', async () => {
    const columns = columnsOf(() => {
      const chosen = tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2], 'int32');
      const weights = tf.tensor2d([0.75, 0.25, 0.5, 0.5, 1, 0], [3, 2]);
      return slotsOfChoice({ chosen, weights }, grouped(), 2);
    });
    await expectColumns(columns, [0, 1, 0.75], [0, 0, 0.25], [1, 0, 0.5], [1, 1, 0.5], [2, 3, 1], [2, 2, 0]);
  });

  it('of a selection are those of the mask, then none', async () => {
    const columns = columnsOf(() => {
      const mask = tf.tensor2d([0, 1, 0, 0, 1, 1], [3, 2]);
      const weights = tf.tensor2d([9, 0.5, 9, 9, 0.25, 0.75], [3, 2]);
      return slotsOfSelection({ mask, weights }, grouped(), 4);
    });
    await expectColumns(columns, [0, 1, 0.5], [2, 2, 0.25], [2, 3, 0.75], [0, 0, 0]);
  });
});

it('a counted routing sums weights, counts slots that are some, and wants no loss', async () => {
  const { loss, importance, load } = tidyTree(() => {
    const [token, expert] = [tf.tensor1d([0, 0, 1], 'int32'), tf.tensor1d([2, 0, 2], 'int32')];
    const routing = countedRouting({ token, expert, weight: tf.tensor1d([0.5, 0, 0.25]) }, 3);
    expect(routing.experts).toBe(3);
    const measured = measureRouting(routing);
    return { loss: measured.loss, importance: measured.metrics.importance, load: measured.metrics.load };
  });
  await expectColumns([importance, load], [0, 0], [0, 0], [0.75, 2]);
  await expectColumns([loss], [0]);
});
