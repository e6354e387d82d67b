import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Communicator } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { singleProcess } from '../communicators/singleProcess.js';
import { sumInBuckets } from './sumInBuckets.js';

/** Two ranks with the same numbers; what happens is written down. */
function twins(events: string[]): Communicator {
  return {
    ...singleProcess(),
    allReduce(value) {
      events.push(`begin ${value.size}`);
      return {
        wait() {
          events.push(`wait ${value.size}`);
          return tf.mul(value, 2);
        },
      };
    },
  };
}

it('sums neighbours together and large ones alone, all at the same time', async () => {
  const events: string[] = [];
  const shapes = [[2, 2], [], [3], [5, 2], [1]];
  const sums = tf.tidy(() => [
    ...sumInBuckets(
      shapes.map((shape, i) => tf.fill(shape, i)),
      twins(events),
      5,
    ).wait(),
  ]);
  expect(events).toEqual(
    [5, 3, 10, 1].map((size) => `begin ${size}`).concat([5, 3, 10, 1].map((size) => `wait ${size}`)),
  );
  expect(sums.map(({ shape }) => shape)).toEqual(shapes);
  for (const [i, sum] of sums.entries()) await expectClose(sum, new Array<number>(sum.size).fill(2 * i));
  tf.dispose(sums);
});

it('has nothing to send where there is nothing to sum', () => {
  const events: string[] = [];
  expect(sumInBuckets([], twins(events), 5).wait()).toEqual([]);
  expect(events).toEqual([]);
});
