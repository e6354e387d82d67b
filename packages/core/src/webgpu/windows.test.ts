import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  disposeParameters,
  gatherRows,
  groupedMatMul,
  initialize,
  key,
  normal,
  normalWith,
  parameterSpec,
  segmentSum,
  uniform,
  zerosLike,
} from '../index.js';
import { countDispatches, expectClose, withBindingLimit } from '../testing/index.js';

/** Bytes that a shader seems to see of a tensor. */
const LIMIT = 1024;

/** What `make` gives where shaders see tensors in parts is what it gives elsewhere, to the bit. */
async function agrees(make: () => tf.Tensor[]): Promise<ReadonlyMap<string, number>> {
  const expected = tf.tidy(make);
  let parts: tf.Tensor[] = [];
  const counts = await withBindingLimit(LIMIT, () => countDispatches(() => void (parts = tf.tidy(make))));
  for (const [i, part] of parts.entries()) await expectClose(part, expected[i], 0);
  tf.dispose([...expected, ...parts]);
  return counts;
}

function dispatches(counts: ReadonlyMap<string, number>, shader: string): number {
  return [...counts].filter(([name]) => name.startsWith(shader)).reduce((sum, [, count]) => sum + count, 0);
}

/** The product and its gradients; every third group is empty. */
function products(groups: number, depth: number, width: number): () => tf.Tensor[] {
  const sizes = Array.from({ length: groups }, (_, group) => group % 3);
  const offsets = sizes.reduce((ends, size) => [...ends, ends[ends.length - 1] + size], [0]);
  return () => {
    const rows = normal(key(0), [offsets[groups], depth]);
    const weights = tf.tensor3d(
      Array.from({ length: groups * depth * width }, (_, i) => Math.sin(i)),
      [groups, depth, width],
    );
    const of = (x: tf.Tensor, w: tf.Tensor) =>
      groupedMatMul({ rows: x as tf.Tensor2D, offsets: tf.tensor1d(offsets, 'int32'), groups }, w as tf.Tensor3D);
    const y = of(rows, weights);
    return [y, ...tf.grads(of)([rows, weights], normal(key(1), y.shape))];
  };
}

describe('tensors that a shader sees in parts', () => {
  beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

  it('are multiplied by group, forward and backward, once for each part', async () => {
    const counts = await agrees(products(7, 16, 8)); // 512 bytes each: parts of 2, 2, 2, and 1
    expect(dispatches(counts, 'groupedMatMul')).toBe(3 * 4);
    expect(dispatches(counts, 'groupedOuter')).toBe(4);
  });

  it('are cut where a binding may begin', async () => {
    await agrees(products(70, 3, 2));
  });

  it('are gathered by row, and their gradients summed', async () => {
    const index = Array.from({ length: 40 }, (_, i) => (i * 37) % 200);
    const counts = await agrees(() => {
      const rows = tf.tensor2d(
        Array.from({ length: 600 }, (_, i) => Math.cos(i)),
        [200, 3],
      );
      const taken = tf.tensor1d(index, 'int32');
      const dy = normal(key(2), [index.length, 3]);
      return [gatherRows(rows, taken), segmentSum(dy, taken, 200)];
    });
    expect(dispatches(counts, 'gatherRows')).toBe(Math.ceil(200 / 64));
    expect(dispatches(counts, 'segmentSum')).toBe(Math.ceil(200 / 64));
  });

  it('are drawn', async () => {
    const counts = await agrees(() => [normal(key(3), [601]), uniform(key(4), [20, 30], -0.3, 1.1)]);
    expect(dispatches(counts, 'draw')).toBe(3 * 3); // the uniform ones are shifted
  });

  it('are initialized expert by expert, and with zeros, by copying', async () => {
    const pool = { weight: parameterSpec([7, 16, 8], normalWith(0.1), { perExpert: true }) };
    const counts = await agrees(() => {
      const { weight } = initialize(pool, key(5));
      const zeros = zerosLike(weight, 'zeros');
      const values = [tf.clone(weight.read()), tf.clone(zeros.read())];
      disposeParameters([weight, zeros]);
      return values;
    });
    expect([...counts.keys()]).toEqual(['draw normal']);
  });

  it('are refused where one matrix alone is too large', async () => {
    await expect(withBindingLimit(LIMIT, () => tf.tidy(products(2, 16, 20)))).rejects.toThrow(
      'groupedMatMul: weights [2,16,20]: its smallest part [1,16,20] has 1280 bytes, ' +
        'but a shader of this WebGPU device sees at most 1024 bytes of one tensor',
    );
  });
});
