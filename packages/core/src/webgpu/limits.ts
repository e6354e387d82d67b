/** The limits of a device that shaders meet. */
export interface ShaderLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
  readonly minStorageBufferOffsetAlignment: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What is asked of a tensor. */
interface Sizes {
  readonly shape: readonly number[];
  readonly size: number;
}

/** Rows that lie side by side along a tensor's first axis. */
export interface RowRange {
  readonly first: number;
  readonly rows: number;
}

/** Every number in a tensor of ours takes 4 bytes. */
const BYTES = 4;

/**
 * A tensor lies in one buffer.
 *
 * @throws RangeError when the device has no buffer so large
 */
export function requireBuffer(what: string, sizes: Sizes, { maxBufferSize: limit }: ShaderLimits): void {
  const otherwise =
    `a tensor on this WebGPU device has at most ${limit}; ` +
    'make fewer or smaller experts in one pool, split them over processes (expert parallelism)';
  if (sizes.size * BYTES > limit) throw tooLarge(what, sizes, otherwise);
}

/**
 * A shader binds a tensor, or a part of it, as one range of a buffer.
 *
 * @throws RangeError when that is larger than what the device binds
 */
export function requireBindable(
  what: string,
  sizes: Sizes,
  { maxStorageBufferBindingSize: limit }: ShaderLimits,
): void {
  const otherwise =
    `a shader of this WebGPU device sees at most ${limit} bytes of one tensor, and of large tables whole rows; ` +
    'make each expert, or the batch, smaller';
  if (sizes.size * BYTES > limit) throw tooLarge(what, sizes, otherwise);
}

function tooLarge(what: string, { shape, size }: Sizes, otherwise: string): RangeError {
  return new RangeError(`${what} [${shape}] has ${size * BYTES} bytes, but ${otherwise}, or use the device tensorflow`);
}

/**
 * Cuts a tensor along its first axis into as few parts as a shader can see one by one: one where all of it can be seen.
 *
 * Each part begins where a binding may; where rows are no multiple of that, parts are of several rows.
 *
 * @throws RangeError when the smallest part is larger than what the device binds
 */
export function cutRows(what: string, { shape, size }: Sizes, limits: ShaderLimits): RowRange[] {
  const [height = 1, ...row] = shape;
  if (size * BYTES <= limits.maxStorageBufferBindingSize) return [{ first: 0, rows: height }];
  const step = Math.min(height, alignedRows((size / height) * BYTES, limits));
  const smallest = { shape: [step, ...row], size: (step * size) / height };
  requireBindable(`${what} [${shape}]: its smallest part`, smallest, limits);
  const most = step * Math.floor(limits.maxStorageBufferBindingSize / (smallest.size * BYTES));
  return Array.from({ length: Math.ceil(height / most) }, (_, part) => ({
    first: part * most,
    rows: Math.min(most, height - part * most),
  }));
}

/** How many rows take a multiple of the alignment, which is a power of two. */
function alignedRows(bytes: number, { minStorageBufferOffsetAlignment: alignment }: ShaderLimits): number {
  let rows = 1;
  while ((rows * bytes) % alignment > 0) rows *= 2;
  return rows;
}

/**
 * As many workgroups, with no more along any axis than the device allows. Only a
 * shader that runs along x alone can be spread: it must ignore the surplus.
 *
 * @throws RangeError when there are too many
 */
export function spreadWorkgroups(
  what: string,
  [x, y, z]: readonly [number, number, number],
  { maxComputeWorkgroupsPerDimension: limit }: ShaderLimits,
): [number, number, number] {
  if (Math.max(x, y, z) <= limit) return [x, y, z];
  if (y * z === 1 && x <= limit ** 2) return [limit, Math.ceil(x / limit), 1];
  if (y * z === 1 && x <= limit ** 3) return [limit, limit, Math.ceil(x / limit ** 2)];
  throw new RangeError(
    `${what} needs ${x} × ${y} × ${z} workgroups, this WebGPU device runs at most ${limit} along each axis; ` +
      'make smaller batches',
  );
}
