import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key, normal, tidyTree } from '@outrageous/core';
import { moveOnHost } from './host.js';
import type { MovedInputs } from './inputs.js';
import { moveWithOps } from './plain.js';

const [rows, experts, groups, k] = [12, 4, 2, 2];

/** Rows of two groups that want the first two experts of their group; how many slots find room. */
function crowded(room: number): MovedInputs {
  const group = tf.tensor1d(
    Int32Array.from({ length: rows }, (_, row) => Number(row >= 7)),
    'int32',
  );
  const slots = Array.from({ length: rows * k }, (_, slot) => slot);
  const token = slots.map((slot) => Math.floor(slot / k));
  const expert = slots.map((slot) => (token[slot] >= 7 ? experts : 0) + (slot % k));
  const before = slots.map((slot) => expert.slice(0, slot).filter((one) => one === expert[slot]).length);
  const ranked = normal(key(room), [rows, experts]);
  return {
    token: tf.tensor1d(token, 'int32'),
    expert: tf.tensor1d(expert, 'int32'),
    some: tf.tensor1d(slots.map((slot) => Number(slot !== 5))),
    keeps: tf.tensor1d(slots.map((slot) => Number(slot !== 5 && before[slot] < room))),
    ranked,
    group,
    room: tf.fill([groups * experts], room),
  };
}

describe('slots that move to the next best expert', () => {
  it.for([1, 2, 3, 6])('do so on the host as by ops, with room for %i', async (room, test) => {
    test.skip(tf.getBackend() === 'webgpu', 'tensors can’t be read at once on this device');
    const [byOps, onHost] = tidyTree(() => {
      const inputs = crowded(room);
      return [moveWithOps(inputs), moveOnHost(inputs)];
    });
    for (const [i, got] of byOps.entries()) {
      expect(Array.from(await got.data())).toEqual(Array.from(await onHost[i].data()));
    }
    tf.dispose([byOps, onHost]);
  });
});
