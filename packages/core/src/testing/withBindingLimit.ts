import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `work` as if shaders of the current WebGPU device saw at most so many bytes of a tensor: larger ones are cut
 * into windows, or refused.
 *
 * Only what shaders of ours are given changes; the device itself would allow more.
 *
 * @param bytes what `maxStorageBufferBindingSize` seems to be
 * @example
 * ```ts
 * const inParts = await withBindingLimit(1024, () => groupedMatMul(rows, weights, offsets));
 * ```
 */
export async function withBindingLimit<T>(bytes: number, work: () => T | Promise<T>): Promise<T> {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const { maxComputeWorkgroupsPerDimension, maxBufferSize, minStorageBufferOffsetAlignment } = device.limits;
  const limits = {
    maxStorageBufferBindingSize: bytes,
    maxComputeWorkgroupsPerDimension,
    maxBufferSize,
    minStorageBufferOffsetAlignment,
  };
  const own = Object.getOwnPropertyDescriptor(device, 'limits');
  Object.defineProperty(device, 'limits', { value: limits, configurable: true });
  try {
    return await work();
  } finally {
    if (own) Object.defineProperty(device, 'limits', own);
    else Reflect.deleteProperty(device, 'limits'); // the prototype's shows again
  }
}
