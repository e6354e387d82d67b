import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { describe, expect, it } from 'vitest';
import { communicatorOver } from '../communicators/communicatorOver.js';
import { communicatorConformance } from '../conformance/index.js';
import { loopbackOn } from '../test/loopback.js';
import { arrayOn } from './test/arrayOn.js';
import { tensorflowMemory as memory } from './tensorflowMemory.js';

describe.runIf(tf.getBackend() !== 'webgpu')('a communicator that works where TensorFlow has its numbers', () => {
  for (const { name, run } of communicatorConformance(() => communicatorOver(loopbackOn(arrayOn), memory)))
    it(name, run);
});

describe.runIf(nativeOps('core'))('tensorflowMemory', () => {
  it('lends the numbers of a tensor, also of one that is disposed meanwhile', () => {
    const before = tf.memory().numTensors;
    const tensor = tf.tensor1d([1, 2, 3]);
    const { numbers, giveBack } = memory.lend('allReduce', tensor);
    tensor.dispose();
    expect([...arrayOn(numbers)]).toEqual([1, 2, 3]);
    giveBack();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has room that becomes a tensor of the scope in which it is asked for', async () => {
    const before = tf.memory().numTensors;
    tf.engine().startScope();
    const room = memory.room<tf.Rank.R2>([2, 2], 'float32');
    tf.engine().endScope();
    arrayOn(room.numbers).set([1, 2, 3, 4]);
    const filled = room.tensor();
    await expectClose(filled, [
      [1, 2],
      [3, 4],
    ]);
    filled.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('copies what it cannot reach: other dtypes, and nothing at all', () => {
    const [whole, nothing] = [tf.tensor1d([4, 5], 'int32'), tf.zeros([0, 2])];
    expect([...arrayOn(memory.lend('allGather', whole).numbers)]).toEqual([4, 5]);
    expect(memory.lend('allGather', nothing).numbers).toHaveLength(0);
    expect(memory.room<tf.Rank.R1>([2], 'bool').numbers).toEqual(new Uint8Array(2));
    tf.dispose([whole, nothing]);
  });

  it('refuses what has no sum', () => {
    const truths = tf.tensor1d([true], 'bool');
    expect(() => memory.lend('allReduce', truths, ['float32', 'int32'])).toThrow(TypeError);
    truths.dispose();
  });

  it('refuses other dtypes where it has the numbers too', () => {
    const tensor = tf.tensor1d([1]);
    expect(() => memory.lend('allToAll', tensor, ['int32'])).toThrow('allToAll: got a tensor of float32, needs int32');
    tensor.dispose();
  });
});
