import * as tf from '@tensorflow/tfjs-core';
import { intAttribute, isRowGradient, nativeOps, runNative } from '@outrageous/core';
import type { Gradient, RowGradient } from '@outrageous/core';
import { sumOfSquaresOnWebGpu } from './sumOfSquaresWebgpu.js';

/**
 * The norm of all numbers of some gradients: √ Σ over gradients of Σ g². It stays on the device.
 *
 * @returns a new tensor
 * @example
 * ```ts
 * const norm = globalNorm([...gradients.values()]);
 * ```
 */
export function globalNorm(gradients: readonly Gradient[]): tf.Scalar {
  return tf.tidy(() => {
    if (tf.getBackend() === 'webgpu') return tf.sqrt(sumOfSquaresOnWebGpu(gradients));
    const [summed, summedRows] = nativeOps('trainer') ? [sumNatively, sumRowsNatively] : [sumPlainly, sumRowsPlainly];
    const dense = gradients.filter((gradient): gradient is tf.Tensor => !isRowGradient(gradient));
    const sums = [...(dense.length > 0 ? [summed(dense)] : []), ...gradients.filter(isRowGradient).map(summedRows)];
    return tf.sqrt(sums.reduce((sum, part) => tf.add(sum, part), tf.scalar(0)));
  });
}

function sumNatively(tensors: readonly tf.Tensor[]): tf.Scalar {
  const [sum] = runNative<[tf.Scalar]>('OutrageousSumOfSquares', tensors, 1, [intAttribute('N', tensors.length)]);
  return sum;
}

function sumRowsNatively({ rows, values }: RowGradient): tf.Scalar {
  const [sum] = runNative<[tf.Scalar]>('OutrageousSumOfSquaresRows', [rows, values], 1);
  return sum;
}

function sumPlainly(tensors: readonly tf.Tensor[]): tf.Scalar {
  const sums = tensors.map((tensor) => tf.sum<tf.Scalar>(tf.square(tensor)));
  return sums.reduce((sum, part) => tf.add(sum, part));
}

/** Entries without a row hold anything, even NaN. */
function sumRowsPlainly({ rows, values }: RowGradient): tf.Scalar {
  const [entries, ...row] = values.shape;
  const filled = tf.reshape(tf.greaterEqual(rows, tf.scalar(0, 'int32')), [entries, ...row.map(() => 1)]);
  return tf.sum(tf.square(tf.where(filled, values, tf.zerosLike(values))));
}
