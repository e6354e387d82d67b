import { startDevice } from '@outrageous/backends';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Works on WebGPU in a page, as strictly as the tests in Node: on the GPU itself however small the tensors are,
 * with tfjs's own check for leaks, and no WebGPU error may be left over.
 *
 * @throws Error if another backend would compute, or with the WebGPU errors that the work has caused.
 */
export async function onWebGpu<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const errors: string[] = [];
  await startDevice('webgpu', { onGpuError: (message) => errors.push(message) });
  if (tf.getBackend() !== 'webgpu') throw new Error(`the page would compute on '${tf.getBackend()}'`);
  tf.env().set('IS_TEST', true);
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const result = await work();
  await settled(tf.backend() as WebGPUBackend);
  if (errors.length > 0) throw new Error(`WebGPU errors that nothing caught:\n${errors.join('\n')}`);
  return result;
}

/** Errors come as events, after the work that caused them. */
async function settled({ device }: WebGPUBackend): Promise<void> {
  await device.queue.onSubmittedWorkDone();
  await new Promise((resolve) => setTimeout(resolve));
}
