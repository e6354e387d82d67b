import * as tf from '@tensorflow/tfjs-core';
import type { DeviceName } from './device.js';
import { DeviceError } from './deviceError.js';

/**
 * Makes TensorFlow.js compute on a registered backend, and makes sure that it does.
 *
 * `tf.setBackend` answers false where a backend fails, and work then goes on silently on another.
 *
 * @param remedy what to do where it fails
 * @throws DeviceError if another backend is in use afterwards.
 */
export async function selectBackend(
  name: DeviceName,
  remedy = 'Run `npx outrageous-backends doctor` to see which devices work',
): Promise<void> {
  const accepted = await tf.setBackend(name);
  if (accepted && tf.getBackend() === name) return;
  throw new DeviceError(name, `startDevice('${name}'): TensorFlow.js could not start the backend '${name}'`, remedy);
}
