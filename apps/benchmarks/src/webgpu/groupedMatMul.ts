import * as tf from '@tensorflow/tfjs-core';
import { key, normal } from '@outrageous/core';
import { multiplyOnWebGpu, outerOnWebGpu } from '@outrageous/core/webgpu';
import { type Clock, medianTimes } from './time.js';

/** A grouped product: rows [slots, width] in groups, each with a matrix [width, size]. */
export interface GroupedShape {
  readonly slots: number;
  readonly width: number;
  readonly size: number;
  readonly groups: number;
}

/** How long something took, and how many multiply-adds per nanosecond that is. */
export interface Speed {
  readonly milliseconds: number;
  readonly perNanosecond: number;
}

type Product = 'forward' | 'rowGradient' | 'weightGradient';

/** Grouped products beside TensorFlow.js's dense matMul of the same rows, widths and operations. */
export type GroupedSpeeds = Record<Product | `dense ${Product}`, Speed>;

export const groupedShapes: readonly GroupedShape[] = [
  { slots: 512, width: 128, size: 256, groups: 4 },
  { slots: 512, width: 128, size: 256, groups: 16 },
  { slots: 512, width: 64, size: 512, groups: 2 },
  { slots: 500, width: 61, size: 123, groups: 7 },
];

/** Measures a grouped product and its two gradients against dense ones. */
export async function measureGroupedMatMul(shape: GroupedShape, clock: Clock): Promise<GroupedSpeeds> {
  const { slots, width, size, groups } = shape;
  const rows = normal(key(0), [slots, width]);
  const dy = normal(key(1), [slots, size]);
  const weights = normal(key(2), [groups, width, size]);
  const offsets = tf.tensor1d(unevenOffsets(slots, groups), 'int32');
  const dense = tf.tidy(() => tf.reshape<tf.Rank.R2>(tf.slice(weights, 0, 1), [width, size]));
  const works = {
    forward: () => multiplyOnWebGpu({ rows, weights, offsets, transposed: false }),
    rowGradient: () => multiplyOnWebGpu({ rows: dy, weights, offsets, transposed: true }),
    weightGradient: () => outerOnWebGpu(rows, dy, offsets),
    'dense forward': () => tf.matMul(rows, dense),
    'dense rowGradient': () => tf.matMul(dy, dense, false, true),
    'dense weightGradient': () => tf.matMul(rows, dy, true, false),
  };
  const times = await medianTimes(works, { clock });
  tf.dispose([rows, dy, weights, offsets, dense]);
  const speed = (milliseconds: number) => ({
    milliseconds,
    perNanosecond: (slots * width * size) / milliseconds / 1e6,
  });
  return Object.fromEntries(
    Object.entries<number>(times).map(([name, time]) => [name, speed(time)]),
  ) as unknown as GroupedSpeeds;
}

/** Groups of different sizes; the second is empty. */
function unevenOffsets(slots: number, groups: number): number[] {
  const shares = Array.from({ length: groups }, (_, group) => (group === 1 ? 0 : 1 + (group % 3)));
  const total = shares.reduce((a, b) => a + b, 0);
  let sum = 0;
  return [0, ...shares.map((share) => Math.round((slots * (sum += share)) / total))];
}
