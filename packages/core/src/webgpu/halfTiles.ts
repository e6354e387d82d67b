import * as tf from '@tensorflow/tfjs-core';
import { webGpuBackend } from './backend.js';

/** The flag of TensorFlow.js that turns half precision on. */
const flag = 'OUTRAGEOUS_WEBGPU_HALF_TILES';

tf.env().registerFlag(flag, () => false);

/**
 * Lets products of the forward pass on WebGPU keep their tiles as f16, where the device has the feature `shader-f16`.
 *
 * It halves what a workgroup holds and reads of its own memory. Each factor is rounded to 11 bits (relative error
 * at most 2⁻¹¹, numbers up to 65,504), sums stay float32; gradients, which are often too small for f16, stay as they
 * are. Off where it isn't turned on, because results then differ from those of other devices by more than rounding.
 *
 * @example
 * ```ts
 * setHalfTiles(true);
 * ```
 */
export function setHalfTiles(on: boolean): void {
  tf.env().set(flag, on);
}

/** Whether tiles of the forward pass are f16 now, on the current backend, which must be WebGPU's. */
export function halfTiles(): boolean {
  return tf.env().getBool(flag) && webGpuBackend().device.features.has('shader-f16');
}
