import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient } from '@outrageous/core';
import type { Gradient } from '@outrageous/core';
import { emptyTensor, runInPlace, runShader } from '@outrageous/core/webgpu';

/** Invocations of a workgroup. */
const LANES = 256;

/** How many numbers a workgroup sums, until there are so many workgroups that each sums more. */
const SHARE = 4096;

const MOST_WORKGROUPS = 1024;

/**
 * Σ g² over all numbers of some gradients: one shader for each gradient, whose workgroups sum shares of it, and one
 * that sums those. The order is fixed, so results repeat bit for bit.
 */
export function sumOfSquaresOnWebGpu(gradients: readonly Gradient[]): tf.Scalar {
  const filled = gradients.filter((gradient) => valuesOf(gradient).size > 0);
  const counts = filled.map((gradient) => Math.min(MOST_WORKGROUPS, Math.ceil(valuesOf(gradient).size / SHARE)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return tf.scalar(0);
  const shares = emptyTensor([total]);
  let first = 0;
  for (const [i, gradient] of filled.entries()) {
    sumShares(gradient, shares, { first, count: counts[i] });
    first += counts[i];
  }
  return sumAll(shares);
}

function valuesOf(gradient: Gradient): tf.Tensor {
  return isRowGradient(gradient) ? gradient.values : gradient;
}

/** Fills `count` of the shares, from `first` on. Entries without a row hold anything, even NaN. */
function sumShares(gradient: Gradient, shares: tf.Tensor, { first, count }: { first: number; count: number }): void {
  const [values, rows] = isRowGradient(gradient) ? [gradient.values, gradient.rows] : [gradient];
  const step = count * LANES;
  runInPlace({
    name: `sumOfSquares shares${rows ? ' of rows' : ''}`,
    inputs: { values, ...(rows && { rows }) },
    targets: { shares },
    uniforms: { size: values.size, row: rows ? values.size / rows.size : values.size, first, step },
    workgroupSize: [LANES, 1, 1],
    workgroups: [count, 1, 1],
    joins: { sumOf: 'sum' },
    code: `
fn main(index : i32) {
  var sum = 0.0;
  for (var at = index; at < uniforms.size; at += uniforms.step) {
    ${rows ? 'if (rows[at / uniforms.row] < 0) { continue; }' : ''}
    sum += values[at] * values[at];
  }
  let total = sumOf(sum);
  if (localIndex == 0u) {
    shares[uniforms.first + index / ${LANES}] = total;
  }
}`,
  });
}

function sumAll(shares: tf.Tensor): tf.Scalar {
  return runShader({
    name: 'sumOfSquares all',
    inputs: { shares },
    output: { shape: [], dtype: 'float32' },
    uniforms: { size: shares.size },
    workgroupSize: [LANES, 1, 1],
    workgroups: [1, 1, 1],
    joins: { sumOf: 'sum' },
    code: `
fn main(index : i32) {
  var sum = 0.0;
  for (var at = index; at < uniforms.size; at += ${LANES}) {
    sum += shares[at];
  }
  let total = sumOf(sum);
  if (index == 0) {
    result[0] = total;
  }
}`,
  }) as tf.Scalar;
}
