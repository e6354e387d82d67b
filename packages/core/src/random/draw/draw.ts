import * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../../key.js';
import { defineOp } from '../../op.js';
import { drawOnHost } from './host.js';
import { drawWithTensorflow } from './tensorflow.js';
import { drawOnWebGpu } from './webgpu.js';

/** What to draw: which numbers, from which stream, how many. */
export type DrawAttributes = {
  readonly distribution: 'uniform' | 'normal';
  readonly key: Key;
  readonly shape: readonly number[];
};

const draw = defineOp<Record<string, never>, DrawAttributes>({
  name: 'OutrageousDraw',
  inputs: [],
  reference: (_inputs, attributes) => [drawOnHost(attributes)],
  kernels: {
    tensorflow: (_inputs, attributes) => [drawWithTensorflow(attributes)],
    webgpu: (_inputs, attributes) => [drawOnWebGpu(attributes)],
  },
});

/**
 * Random numbers, evenly spread over [low, high).
 *
 * The same key gives the same numbers on every backend: 23 random bits each,
 * from Philox-4x32-10.
 *
 * @param key never draw twice with one key
 * @returns float32 [...shape]
 * @example
 * ```ts
 * const weights = uniform(key(0), [2, 3], -1, 1);
 * ```
 */
export function uniform(key: Key, shape: readonly number[], low = 0, high = 1): tf.Tensor {
  const [standard] = draw({}, { distribution: 'uniform', key, shape });
  if (low === 0 && high === 1) return standard;
  const scaled = tf.tidy(() => tf.add(tf.mul(standard, high - low), low));
  standard.dispose();
  return scaled;
}

/**
 * Random numbers from the normal distribution with mean 0 and variance 1.
 *
 * The same key gives the same numbers on every backend, up to rounding: Box and
 * Muller's transform of the words that {@link uniform} draws with the same key.
 *
 * @param key never draw twice with one key
 * @returns float32 [...shape]
 * @example
 * ```ts
 * const noise = normal(foldIn(context.key, 'noise'), [tokens, experts]);
 * ```
 */
export function normal(key: Key, shape: readonly number[]): tf.Tensor {
  return draw({}, { distribution: 'normal', key, shape })[0];
}
