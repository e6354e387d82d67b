import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { onWebGpu } from './onWebGpu.js';

/** Causes a WebGPU error, which nothing but a listener hears of. */
export default function gpuError(): Promise<void> {
  return onWebGpu(() => {
    const { device } = tf.backend() as WebGPUBackend;
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE });
  });
}
