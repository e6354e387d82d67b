import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectClose } from '@outrageous/core/testing';

describe('nothing sums up to zeros', () => {
  it.each<[string, () => tf.Tensor]>([
    ['over no rows', () => tf.sum(tf.zeros([0, 4]), 0)],
    ['over no rows, which stay an axis', () => tf.sum(tf.zeros([0, 4]), 0, true)],
    ['over no rows of whole numbers', () => tf.sum(tf.zeros([0, 4], 'int32'), 0)],
    ['over all', () => tf.sum(tf.zeros([0, 4]))],
  ])('%s', async (_, make) => {
    leaveNumbersInMemory();
    const sum = tf.tidy(make);
    await expectClose(sum, new Array<number>(sum.size).fill(0), 0);
    sum.dispose();
  });

  it('as a product over no columns', async (context) => {
    context.skip(tf.getBackend() === 'webgpu', 'WebGPU has no product of nothing');
    leaveNumbersInMemory();
    const product = tf.tidy(() => tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 2])));
    await expectClose(product, [0, 0, 0, 0, 0, 0], 0);
    product.dispose();
  });
});

function leaveNumbersInMemory(): void {
  tf.dispose([1, 2, 4, 8, 16].map((size) => tf.fill([size], 7)));
}
