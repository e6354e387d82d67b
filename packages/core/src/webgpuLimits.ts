/** The limits of a device that shaders meet. */
export interface ShaderLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** Every number in a tensor of ours takes 4 bytes. */
const BYTES = 4;

/**
 * A shader binds a tensor as one buffer.
 *
 * @throws RangeError when the tensor is larger than what the device binds
 */
export function requireBindable(
  what: string,
  { shape, size }: { readonly shape: readonly number[]; readonly size: number },
  { maxStorageBufferBindingSize: limit }: ShaderLimits,
): void {
  if (size * BYTES <= limit) return;
  throw new RangeError(
    `${what} [${shape}] has ${size * BYTES} bytes, but a shader of this WebGPU device sees at most ${limit} bytes ` +
      'of one tensor; make fewer or smaller experts in one pool, split them over processes (expert parallelism), ' +
      'or use the device tensorflow',
  );
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
