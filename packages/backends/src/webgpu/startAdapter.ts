import * as tf from '@tensorflow/tfjs-core';
import type { Started } from '../device.js';
import { importPeer } from '../importPeer.js';
import { selectBackend } from '../selectBackend.js';
import { describeAdapter, isSoftwareAdapter } from './adapter.js';
import { createDevice } from './createDevice.js';
import { sumNothingToZero } from './sumNothingToZero.js';

/** Is called with each WebGPU error that nothing else caught; the arithmetic after one is worth nothing. */
export type GpuErrorListener = (message: string) => void;

/**
 * Makes TensorFlow.js compute on a WebGPU adapter.
 *
 * `navigator.gpu` and WebGPU's global constants must be there before: the backend's module looks for
 * them while it is evaluated.
 */
export async function startAdapter(adapter: GPUAdapter, onError: GpuErrorListener): Promise<Started> {
  const { WebGPUBackend } = await importPeer(
    'webgpu',
    '@tensorflow/tfjs-backend-webgpu',
    () => import('@tensorflow/tfjs-backend-webgpu'),
  );
  sumNothingToZero();
  const device = await createDevice(adapter);
  device.addEventListener('uncapturederror', (event) => onError(event.error.message));
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
  await selectBackend('webgpu');
  return { description: describeAdapter(adapter.info), gpu: !isSoftwareAdapter(adapter.info) };
}
