import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectClose } from '@outrageous/core/testing';
import { stopwatch } from './stopwatch.js';
import { passing } from './watched.js';

it('gives time to the part that is going on', () => {
  let now = 0;
  const watch = stopwatch(() => now);
  now = 3;
  watch.turn('gate');
  now = 10;
  watch.turn('rest');
  now = 11;
  expect(watch.take()).toMatchObject({ rest: 4, gate: 7, experts: 0 });
  expect(watch.take()).toMatchObject({ rest: 0, gate: 0 });
});

it('counts nothing between the end of a run and the begin of the next', () => {
  let now = 0;
  const watch = stopwatch(() => now);
  now = 5;
  watch.turn('rest');
  now = 100;
  watch.begin();
  now = 101;
  watch.turn('gate');
  expect(watch.take()).toMatchObject({ rest: 6, gate: 0 });
});

it('turns the stopwatch forward and, in the reverse order, backward, and changes no number', async () => {
  const turns: string[] = [];
  const watch = { ...stopwatch(), turn: (part: string) => void turns.push(part) };
  const f = (x: tf.Tensor) => {
    const inside = passing(x, watch, { before: 'rest', after: 'gate' });
    const outside = passing(tf.square(inside), watch, { before: 'gate', after: 'dispatch' });
    return tf.sum(tf.mul(outside, 3));
  };
  const x = tf.tensor1d([1, 2]);
  const gradient = tf.grad(f)(x);
  expect(turns).toEqual(['gate', 'dispatch', 'gate', 'rest']);
  await expectClose(gradient, [6, 12]);
  tf.dispose([x, gradient]);
});
