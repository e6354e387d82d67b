import * as tf from '@tensorflow/tfjs-core';
import { beginOn } from '@outrageous/lm';
import { readOne } from '../webgpu/time.js';
import type { Trial } from './trial.js';

/** Dense products of square matrices: what the device can do at best. A run multiplies one of each size. */
export async function matMul({ sizes }: { readonly sizes: readonly number[] }): Promise<Trial> {
  const { description } = await beginOn('tensorflow');
  const matrices = sizes.map((size) => tf.randomNormal<tf.Rank.R2>([size, size]));
  let best = new Map<number, number>();
  return {
    description,
    async run() {
      for (const matrix of matrices) {
        const [size] = matrix.shape;
        const start = performance.now();
        await readOne(tf.matMul(matrix, matrix));
        const gigaflops = (2 * size ** 3) / (performance.now() - start) / 1e6;
        best.set(size, Math.max(gigaflops, best.get(size) ?? 0));
      }
    },
    facts() {
      const gigaflops = Object.fromEntries(best);
      best = new Map();
      return { gigaflops };
    },
  };
}
