import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { communicatorConformance } from '../conformance/index.js';
import { communicatorOver } from './communicatorOver.js';
import { loopback } from '../test/loopback.js';

const canBeRead = tf.getBackend() !== 'webgpu';

describe.runIf(canBeRead)('communicatorOver a transport', () => {
  for (const { name, run } of communicatorConformance(() => communicatorOver(loopback()))) it(name, run);

  it('carries rows of bool, and rows without numbers', async () => {
    const { allToAll } = communicatorOver(loopback());
    const counts = tf.tensor1d([2], 'int32');
    for (const rows of [tf.tensor2d([[true], [false]], [2, 1], 'bool'), tf.zeros([2, 0], 'int32')]) {
      const exchanged = allToAll(rows, counts).wait();
      expect([exchanged.rows.shape, exchanged.rows.dtype]).toEqual([rows.shape, rows.dtype]);
      expect(await exchanged.rows.data()).toEqual(await rows.data());
      tf.dispose([rows, exchanged.rows, exchanged.counts]);
    }
    counts.dispose();
  });
});

describe('communicatorOver two ranks', () => {
  const { allReduce, allGather, allToAll, broadcast, split } = communicatorOver(loopback({ size: 2 }));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.runIf(canBeRead)('says what is wrong with counts', () => {
    const exchange = (counts: number[]) => () => allToAll(tf.zeros([3, 2]), tf.tensor1d(counts, 'int32'));
    expect(exchange([3])).toThrow('allToAll: got counts [1] for 2 ranks; needs one count per rank, int32 [2]');
    expect(exchange([3, 3])).toThrow('allToAll: got counts [3,3] for rows [3,2]; needs counts from 0 up that sum to 3');
    expect(exchange([4, -1])).toThrow('allToAll: got counts [4,-1] for rows [3,2]');
  });

  it('says what is wrong with a root', () => {
    expect(() => broadcast(tf.zeros([1]), 2)).toThrow(
      'broadcast: root 2 is not a rank of this communicator; ranks are 0 to 1',
    );
  });

  it('says what is wrong with a color', () => {
    for (const color of [-1, 0.5, 2 ** 31]) {
      expect(() => split(color)).toThrow(`split: got the color ${color}, needs a whole number from 0 to 2^31 - 1`);
    }
  });

  it('says which dtypes travel', () => {
    expect(() => allReduce(tf.tensor1d([true]))).toThrow(
      'allReduce: got a tensor of bool, needs float32 or int32; convert it with tf.cast',
    );
    expect(() => allGather(tf.tensor1d(['word']))).toThrow(
      'allGather: got a tensor of string, needs float32 or int32 or bool; convert it with tf.cast',
    );
  });

  it('says that a scalar has no rows', () => {
    expect(() => allGather(tf.scalar(1))).toThrow(
      'allGather: got a scalar, needs rows; give it a first axis with tf.expandDims',
    );
  });

  it.runIf(tf.getBackend() === 'webgpu')('says which devices can be read at once', () => {
    expect(() => allReduce(tf.add(tf.ones([2]), 1))).toThrow(
      "allReduce: the device 'webgpu' can't be read at once, and more than one process needs that; use tensorflow, wasm or cpu",
    );
  });
});
