import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { halfTiles, setHalfTiles } from './halfTiles.js';
import { key } from '../key.js';
import { groupedMatMul } from '../kernels/groupedMatMul/groupedMatMul.js';
import { normal } from '../random/draw/normal.js';
import { expectClose } from '../testing/index.js';
import { webGpuBackend } from './backend.js';

const onWebGpu = tf.getBackend() === 'webgpu';
const hasHalves = () => webGpuBackend().device.features.has('shader-f16');

afterEach(() => setHalfTiles(false));

/** Two groups, 70 and 30 rows; a number that f16 can't hold among them: 1 + 2⁻¹². */
function product(): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = tf.concat<tf.Tensor2D>([tf.fill([1, 20], 1 + 2 ** -12), normal(key(0), [99, 20])]);
    const weights = tf.concat<tf.Tensor3D>([tf.ones([1, 20, 1]), normal(key(1), [1, 20, 1])]);
    return groupedMatMul({ rows, offsets: tf.tensor1d([0, 70, 100], 'int32'), groups: 2 }, weights);
  });
}

describe.runIf(onWebGpu)('tiles of f16', () => {
  it('are on where they are asked for and the device has them', () => {
    expect(halfTiles()).toBe(false);
    setHalfTiles(true);
    expect(halfTiles()).toBe(hasHalves());
  });

  it('round factors to 11 bits, and nothing else', async () => {
    const exact = product();
    setHalfTiles(true);
    const rounded = product();
    const [whole, half] = [await exact.data(), await rounded.data()];
    expect(whole[0]).toBeCloseTo(20 * (1 + 2 ** -12), 4);
    expect(half[0]).toBeCloseTo(hasHalves() ? 20 : 20 * (1 + 2 ** -12), 4);
    await expectClose(rounded, exact, hasHalves() ? 2e-2 : 0);
    tf.dispose([exact, rounded]);
  });
});
