import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, it } from 'vitest';
import { expectClose } from '@outrageous/core/testing';

beforeEach((context) => context.skip(tf.getBackend() === 'webgpu', 'WebGPU has no shader for nothing'));

it.each<[string, () => tf.Tensor, number[]]>([
  ['a sum over no rows', () => tf.sum(tf.zeros([0, 4]), 0), [0, 0, 0, 0]],
  ['a sum of nothing', () => tf.sum(tf.zeros([0, 4])), [0]],
  ['a product over no columns', () => tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 2])), [0, 0, 0, 0, 0, 0]],
])('gives zeros for %s', async (_, make, zeros) => {
  leaveNumbersInMemory();
  const sum = tf.tidy(make);
  await expectClose(sum, zeros, 0);
  sum.dispose();
});

function leaveNumbersInMemory(): void {
  tf.dispose([1, 2, 4, 8, 16].map((size) => tf.fill([size], 7)));
}
