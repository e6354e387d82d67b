import { tensorflow } from '#tensorflow/random/draw';
import * as tf from '@tensorflow/tfjs-core';
import { type Key, wordsOf } from '../../key.js';
import { defineOp } from '../../op/op.js';
import type { RankOf } from '../../rankOf.js';
import type { DrawAttributes } from './attributes.js';
import { drawOnHost } from './host.js';
import { drawOnWebGpu } from './webgpu.js';

const drawOp = defineOp<Record<string, never>, DrawAttributes>({
  name: 'OutrageousDraw',
  inputs: [],
  reference: (_inputs, attributes) => [drawOnHost(attributes)],
  kernels: {
    tensorflow: tensorflow.draw,
    webgpu: (_inputs, attributes) => [drawOnWebGpu(attributes)],
  },
});

function draw<Shape extends readonly number[]>(
  distribution: DrawAttributes['distribution'],
  { key, shape, ...scale }: Omit<DrawAttributes, 'distribution' | 'key'> & { readonly key: Key; readonly shape: Shape },
): tf.Tensor<RankOf<Shape>> {
  const whole = { distribution, key: wordsOf(key), shape, ...scale };
  const drawn = key.length === 2 ? drawOp({}, whole)[0] : tf.tidy(() => drawLater(whole, key[2]));
  return drawn as tf.Tensor<RankOf<Shape>>;
}

/** Without the first rows. */
function drawLater(attributes: DrawAttributes, row: number): tf.Tensor {
  const [rows, ...sides] = attributes.shape;
  if (rows === undefined) return drawOp({}, attributes)[0];
  return tf.slice(drawOp({}, { ...attributes, shape: [row + rows, ...sides] })[0], row, rows);
}

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
export function uniform<const Shape extends readonly number[]>(
  key: Key,
  shape: Shape,
  low = 0,
  high = 1,
): tf.Tensor<RankOf<Shape>> {
  return draw('uniform', { key, shape, factor: high - low, shift: low });
}

/**
 * Random numbers from the normal distribution.
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
export function normal<const Shape extends readonly number[]>(
  key: Key,
  shape: Shape,
  mean = 0,
  standardDeviation = 1,
): tf.Tensor<RankOf<Shape>> {
  return draw('normal', { key, shape, factor: standardDeviation, shift: mean });
}
