import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient } from '@outrageous/core';
import type { Gradient } from '@outrageous/core';
import { emptyTensor, runInPlace, runShader, type TensorWindow, windowsOf } from '@outrageous/core/webgpu';

/** Invocations of a workgroup. */
const LANES = 256;

/** How many numbers a workgroup sums, until there are so many workgroups that each sums more. */
const SHARE = 4096;

const MOST_WORKGROUPS = 1024;

/**
 * Σ g² over all numbers of some gradients: one shader for each gradient (or each window of it), whose workgroups sum shares
 * of it, and one that sums those. The order is fixed, so results repeat bit for bit.
 */
export function sumOfSquaresOnWebGpu(gradients: readonly Gradient[]): tf.Scalar {
  const parts = gradients.flatMap(partsOf);
  const counts = parts.map((part) => Math.min(MOST_WORKGROUPS, Math.ceil(sizeOf(part) / SHARE)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return tf.scalar(0);
  const shares = emptyTensor([total]);
  let first = 0;
  for (const [i, part] of parts.entries()) {
    sumShares(part, shares, { first, count: counts[i] });
    first += counts[i];
  }
  return sumAll(shares);
}

/** What a shader sees of a gradient. */
interface Part {
  readonly values: TensorWindow;
  readonly rows?: tf.Tensor;
}

function partsOf(gradient: Gradient): Part[] {
  const { values, rows } = isRowGradient(gradient) ? gradient : { values: gradient };
  if (values.size === 0) return [];
  return windowsOf('sumOfSquares: gradient', values).map((window) => ({ values: window, rows }));
}

function widthOf({ values: { tensor } }: Part): number {
  return tensor.size / (tensor.shape[0] ?? 1);
}

function sizeOf(part: Part): number {
  return part.values.rows * widthOf(part);
}

/** Fills `count` of the shares, from `first` on. Entries without a row hold anything, even NaN. */
function sumShares(part: Part, shares: tf.Tensor, { first, count }: { first: number; count: number }): void {
  const { values, rows } = part;
  const step = count * LANES;
  runInPlace({
    name: `sumOfSquares shares${rows ? ' of rows' : ''}`,
    inputs: { values, ...(rows && { rows }) },
    targets: { shares },
    uniforms: { size: sizeOf(part), width: widthOf(part), entry: values.first, first, step },
    workgroupSize: [LANES, 1, 1],
    workgroups: [count, 1, 1],
    joins: { sumOf: 'sum' },
    code: `
fn main(index : i32) {
  var sum = 0.0;
  for (var at = index; at < uniforms.size; at += uniforms.step) {
    ${rows ? 'if (rows[uniforms.entry + at / uniforms.width] < 0) { continue; }' : ''}
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
  });
}
