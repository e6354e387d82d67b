import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { peakBytes } from './peakBytes.js';

it('counts what is there at the same moment', () => {
  const before = tf.zeros([100]);
  const peak = peakBytes(() => {
    tf.dispose([tf.zeros([10]), tf.zeros([5])]);
    tf.tidy(() => void [tf.zeros([7]), tf.zeros([4])]);
    before.dispose();
  });
  expect(peak).toBe(4 * 15);
});

it('counts what tensors share once', () => {
  let buffers = 0;
  const peak = peakBytes(() => {
    const x = tf.zeros([10]);
    const clone = tf.clone(x);
    buffers = new Set([x.dataId, clone.dataId]).size; // on wasm a clone is a copy
    tf.dispose([x, clone]);
  });
  expect(peak).toBe(buffers * 4 * 10);
});

it('counts nothing any more afterwards, also when the work fails', () => {
  const failing = () => {
    throw new Error('it went wrong');
  };
  expect(() => peakBytes(failing)).toThrow('it went wrong');
  const x = tf.zeros([10]);
  expect(peakBytes(() => x.dispose())).toBe(0);
});
