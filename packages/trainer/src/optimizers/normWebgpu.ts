import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient } from '@outrageous/core';
import type { Gradient } from '@outrageous/core';
import { emptyTensor, runInPlace, runShader, type TensorWindow, windowsOf } from '@outrageous/core/webgpu';

/** Invocations of a workgroup. */
const LANES = 256;

/** Of how many numbers a workgroup takes the norm, until there are so many workgroups that each takes more. */
const SHARE = 4096;

const MOST_WORKGROUPS = 1024;

/**
 * √ Σ g² over all numbers of some gradients: one shader for each gradient (or each window of it), whose workgroups take the norms
 * of shares of it, and one that joins those. The order is fixed, so results repeat bit for bit.
 */
export function normOnWebGpu(gradients: readonly Gradient[]): tf.Scalar {
  const parts = gradients.flatMap(partsOf);
  const counts = parts.map((part) => Math.min(MOST_WORKGROUPS, Math.ceil(sizeOf(part) / SHARE)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return tf.scalar(0);
  const shares = emptyTensor([total]);
  let first = 0;
  for (const [i, part] of parts.entries()) {
    normsOfShares(part, shares, { first, count: counts[i] });
    first += counts[i];
  }
  return normOfAll(shares);
}

/** What a shader sees of a gradient. */
interface Part {
  readonly values: TensorWindow;
  readonly rows?: tf.Tensor;
}

function partsOf(gradient: Gradient): Part[] {
  const { values, rows } = isRowGradient(gradient) ? gradient : { values: gradient };
  if (values.size === 0) return [];
  return windowsOf('globalNorm: gradient', values).map((window) => ({ values: window, rows }));
}

function widthOf({ values: { tensor } }: Part): number {
  return tensor.size / (tensor.shape[0] ?? 1);
}

function sizeOf(part: Part): number {
  return part.values.rows * widthOf(part);
}

/** Fills `count` of the shares, from `first` on. Entries without a row hold anything, even NaN. */
function normsOfShares(part: Part, shares: tf.Tensor, { first, count }: { first: number; count: number }): void {
  const { values, rows } = part;
  const step = count * LANES;
  runInPlace({
    name: `norm shares${rows ? ' of rows' : ''}`,
    inputs: { values, ...(rows && { rows }) },
    targets: { shares },
    uniforms: { size: sizeOf(part), width: widthOf(part), entry: values.first, first, step },
    workgroupSize: [LANES, 1, 1],
    workgroups: [count, 1, 1],
    joins,
    code: `${normWgsl}
fn main(index : i32) {
  var squares = vec3<f32>();
  for (var at = index; at < uniforms.size; at += uniforms.step) {
    ${rows ? 'if (rows[uniforms.entry + at / uniforms.width] < 0) { continue; }' : ''}
    squares = withSquare(squares, values[at]);
  }
  let norm = joinedNorm(rootOf(squares));
  if (localIndex == 0u) {
    shares[uniforms.first + index / ${LANES}] = norm;
  }
}`,
  });
}

function normOfAll(shares: tf.Tensor): tf.Scalar {
  return runShader({
    name: 'norm all',
    inputs: { shares },
    output: { shape: [], dtype: 'float32' },
    uniforms: { size: shares.size },
    workgroupSize: [LANES, 1, 1],
    workgroups: [1, 1, 1],
    joins,
    code: `${normWgsl}
fn main(index : i32) {
  var squares = vec3<f32>();
  for (var at = index; at < uniforms.size; at += ${LANES}) {
    squares = withSquare(squares, shares[at]);
  }
  let norm = joinedNorm(rootOf(squares));
  if (index == 0) {
    result[0] = norm;
  }
}`,
  });
}

const joins = { largestOf: 'max', sumOf: 'sum' } as const;

/**
 * Squares of small, of ordinary and of large numbers are summed apart, each scaled by a power of two, so that one pass over memory
 * is enough (Blue, A Portable Fortran Program to Find the Euclidean Norm of a Vector, 1978). What isn't finite stays so; it is
 * known by its bits, because a shader may take it for anything where it compares.
 */
const normWgsl = `
fn isKnown(x : f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

fn withSquare(squares : vec3<f32>, x : f32) -> vec3<f32> {
  let size = abs(x);
  if (size < 0x1p-50f) {
    let scaled = x * 0x1p90f;
    return squares + vec3<f32>(scaled * scaled, 0.0, 0.0);
  }
  if (size > 0x1p48f && isKnown(x)) {
    let scaled = x * 0x1p-88f;
    return squares + vec3<f32>(0.0, 0.0, scaled * scaled);
  }
  return squares + vec3<f32>(0.0, x * x, 0.0);
}

fn rootOf(squares : vec3<f32>) -> f32 {
  if (!isKnown(squares.y)) {
    return squares.y;
  }
  let roots = sqrt(squares) * vec3<f32>(0x1p-90f, 1.0, 0x1p88f);
  let largest = max(max(roots.x, roots.y), roots.z);
  if (largest == 0.0 || !isKnown(largest)) {
    return largest;
  }
  let parts = roots / largest;
  return largest * sqrt(dot(parts, parts));
}

fn joinedNorm(own : f32) -> f32 {
  let known = isKnown(own);
  let largest = max(largestOf(select(0.0, own, known)), 0x1p-126f);
  let part = own / largest;
  let sum = sumOf(select(own, part * part, known));
  return select(sum, largest * sqrt(sum), isKnown(sum));
}
`;
