import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { addressOf, unfilled } from './foreignMemory.js';
import { nativeOps } from './runNative.js';
import { expectClose } from '../testing/index.js';

describe.runIf(nativeOps('core'))('addressOf', () => {
  it('is one for all tensors that share memory, and another for others', () => {
    tf.tidy(() => {
      const numbers = tf.add(tf.range(0, 1000), 1);
      const address = addressOf(numbers);
      expect(address).toBeGreaterThan(0n);
      expect([addressOf(numbers), addressOf(tf.clone(numbers)), addressOf(tf.reshape(numbers, [10, 100]))]).toEqual([
        address,
        address,
        address,
      ]);
      expect(addressOf(tf.add(numbers, 0))).not.toBe(address);
    });
  });

  it('leaves tensors as they are, and no other behind', async () => {
    const made = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    addressOf(made);
    expect(tf.memory().numTensors).toBe(before);
    await expectClose(made, [1, 2]);
    made.dispose();
  });
});

describe.runIf(nativeOps('core'))('unfilled', () => {
  it('is a tensor in memory of its own', () => {
    tf.tidy(() => {
      const tensors = [unfilled([2, 500]), unfilled([2, 500])];
      expect(tensors.map(({ shape, dtype }) => [shape, dtype])).toEqual([
        [[2, 500], 'float32'],
        [[2, 500], 'float32'],
      ]);
      expect(addressOf(tensors[0])).not.toBe(addressOf(tensors[1]));
    });
  });

  it('leaves no other tensor behind', () => {
    const before = tf.memory().numTensors;
    unfilled([3]).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
