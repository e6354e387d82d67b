import * as tf from '@tensorflow/tfjs-core';
import { intAttribute, isRowGradient, nativeOps, runNative } from '@outrageous/core';
import type { Gradient, RowGradient } from '@outrageous/core';
import { normOnWebGpu } from './normWebgpu.js';

/**
 * The norm of all numbers of some gradients: √ Σ over gradients of Σ g². It stays on the device.
 *
 * No square overflows or vanishes, whatever is in a gradient: its norm is right from 1e-37 to 1e38. Where a gradient holds NaN or
 * an infinity, the norm isn't finite.
 *
 * @returns a new tensor
 * @example
 * ```ts
 * const norm = globalNorm([...gradients.values()]);
 * ```
 */
export function globalNorm(gradients: readonly Gradient[]): tf.Scalar {
  return tf.tidy(() => {
    if (tf.getBackend() === 'webgpu') return normOnWebGpu(gradients);
    const [ofAll, ofRows] = nativeOps('trainer')
      ? [normNatively, normOfRowsNatively]
      : [normPlainly, normOfRowsPlainly];
    const dense = gradients.filter((gradient): gradient is tf.Tensor => !isRowGradient(gradient));
    const norms = [...(dense.length > 0 ? [ofAll(dense)] : []), ...gradients.filter(isRowGradient).map(ofRows)];
    return joined(norms);
  });
}

/** The norm of norms. */
function joined(norms: readonly tf.Scalar[]): tf.Scalar {
  if (norms.length === 0) return tf.scalar(0);
  return norms.length === 1 ? norms[0] : scaledNorm(tf.stack([...norms]));
}

function normNatively(tensors: readonly tf.Tensor[]): tf.Scalar {
  const [norm] = runNative<[tf.Scalar]>('OutrageousNorm', tensors, 1, [intAttribute('N', tensors.length)]);
  return norm;
}

function normOfRowsNatively({ rows, values }: RowGradient): tf.Scalar {
  const [norm] = runNative<[tf.Scalar]>('OutrageousNormOfRows', [rows, values], 1);
  return norm;
}

function normPlainly(tensors: readonly tf.Tensor[]): tf.Scalar {
  return joined(tensors.filter(({ size }) => size > 0).map(scaledNorm));
}

/** Entries without a row hold anything, even NaN. */
function normOfRowsPlainly({ rows, values }: RowGradient): tf.Scalar {
  const [entries, ...row] = values.shape;
  if (values.size === 0) return tf.scalar(0);
  const filled = tf.reshape(tf.greaterEqual(rows, tf.scalar(0, 'int32')), [entries, ...row.map(() => 1)]);
  return scaledNorm(tf.where(filled, values, tf.zerosLike(values)));
}

/** size · √ Σ (x / size)² where size is that of the largest number, which an infinity stays infinite beside. */
function scaledNorm(x: tf.Tensor): tf.Scalar {
  const size = tf.clipByValue(tf.max(tf.abs(x)), 1.2e-38, 3.4e38);
  return tf.mul<tf.Scalar>(size, tf.sqrt(tf.sum(tf.square(tf.div(x, size)))));
}
