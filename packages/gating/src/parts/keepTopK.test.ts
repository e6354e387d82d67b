import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { keepTopK } from './keepTopK.js';

describe('keepTopK', () => {
  it('ranks the kept logits and gives the first that was not kept', async () => {
    const logits = tf.tensor2d([0, 3, -1, 2, 1, 7, 7, 5], [2, 4]);
    const { chosen, kept, next } = keepTopK(logits, 2);
    expect(Array.from(await chosen.data())).toEqual([1, 3, 1, 2]);
    expect(Array.from(await kept.data())).toEqual([3, 2, 7, 7]);
    expect(Array.from((await next?.data()) ?? [])).toEqual([0, 5]);
    tf.dispose([logits, chosen, kept, next ?? []]);
  });

  it('gives ties to the lowest index', async () => {
    const logits = tf.zeros<tf.Rank.R2>([1, 5]);
    const top = keepTopK(logits, 3);
    expect(Array.from(await top.chosen.data())).toEqual([0, 1, 2]);
    tf.dispose([logits, top.chosen, top.kept, top.next ?? []]);
  });

  it('has nothing left over where all are kept', () => {
    tf.tidy(() => {
      expect(keepTopK(tf.zeros([1, 3]), 3).next).toBeUndefined();
    });
  });
});
