import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';
import { singleProcess } from '@outrageous/parallel';
import { expect, it } from 'vitest';
import type { StopSignalName } from '../stopSignals.js';
import { stopTogether } from './stopTogether.js';

/** A world of two, whose other process tells of this number: 0, or one more than the place of a signal. */
const withOther = (number: number): Communicator => ({
  ...singleProcess(),
  size: 2,
  allGather: <R extends tf.Rank>(value: tf.Tensor<R>) => ({
    wait: () =>
      tf.tidy(() =>
        tf.concat<tf.Tensor<R>>([value, tf.mul<tf.Tensor<R>>(tf.onesLike(value), tf.scalar(number, 'int32'))]),
      ),
  }),
});

const asked = (signal?: StopSignalName) => ({ abort: new AbortController().signal, received: () => signal });

it('stops at a signal that any process got, when all know of it', async () => {
  for (const [own, other, expected] of [
    [undefined, 2, 'SIGTERM'],
    ['SIGINT', 0, 'SIGINT'],
    ['SIGINT', 1, 'SIGINT'],
  ] as const) {
    const stop = stopTogether(asked(own), withOther(other));
    expect([stop.abort.aborted, stop.received()]).toEqual([false, undefined]);
    await stop.agree();
    expect([stop.abort.aborted, stop.received()]).toEqual([true, expected]);
  }
});

it('goes on where no process got one', async () => {
  const stop = stopTogether(asked(), withOther(0));
  await stop.agree();
  expect(stop.abort.aborted).toBe(false);
});

it('stops at once where a process is alone', () => {
  const stop = stopTogether(asked('SIGHUP'), singleProcess());
  expect(stop.received()).toBe('SIGHUP');
});
