import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { groupOnHost } from './host.js';
import { groupOnCuda } from './tensorflow.js';

// The ops are the same on a CPU, so that what CUDA is given is tested without one.
describe.runIf(tf.getBackend() === 'tensorflow')('sorting on the device', () => {
  it.each([
    ['no slot', [], 3],
    ['one slot', [1], 2],
    ['ties', [2, 0, 2, 0, 3, 2], 5],
    ['many slots', Array.from({ length: 3000 }, (_, slot) => (slot * 7919) % 33), 33],
  ])('gives what sorting on the host gives: %s', async (_name, group, groups) => {
    const given = tf.tensor1d(group, 'int32');
    const [got, wanted] = tf.tidy(() => [groupOnCuda(given, groups), groupOnHost(given, groups)]);
    for (const [i, tensor] of got.entries()) {
      expect(tensor.dtype).toBe('int32');
      expect(await tensor.data()).toEqual(await wanted[i].data());
    }
    tf.dispose([given, got, wanted]);
  });
});
