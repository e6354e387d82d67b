import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { startDevice, DeviceError, type DeviceName, type StartOptions } from '@outrageous/backends';

const gpuErrors: string[] = [];

/** Runs the tests of a file on a device, or skips them with the reason why it cannot be had. */
export async function testOn(device: DeviceName, options: StartOptions = {}): Promise<void> {
  const missing = await whyMissing(device, options);
  if (missing !== undefined) return skipAll(device, missing);
  expect(tf.getBackend()).toBe(device);
  tf.env().set('IS_TEST', true);
  failOnLeaks();
  if (device === 'webgpu') beStrictOnWebGpu();
}

async function whyMissing(device: DeviceName, options: StartOptions): Promise<string | undefined> {
  if (tf.getBackend() === device) return undefined;
  try {
    const { nativeOps } = await startDevice(device, { ...options, onGpuError: (message) => gpuErrors.push(message) });
    if (nativeOps?.available === false)
      console.warn(`Plain ops are tested, native ones are missing: ${nativeOps.reason}`);
    return undefined;
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
}

function skipAll(device: DeviceName, reason: string): void {
  console.warn(`SKIPPED: the device '${device}' is missing on this machine. ${reason}`);
  beforeEach((context) => context.skip(`no ${device}: ${reason}`));
}

/** A test must dispose of every tensor that it makes. */
function failOnLeaks(): void {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    const leaked = tf.memory().numTensors - before;
    expect(leaked, `${leaked} tensors outlived the test: wrap it in tf.tidy or dispose of them`).toBeLessThanOrEqual(0);
  });
}

/** Small tensors would be computed on the CPU, and a test of a kernel would not run it. */
function beStrictOnWebGpu(): void {
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  failOnGpuErrors();
}

/** A WebGPU error comes after the call that caused it, and leaves garbage instead of a result. */
function failOnGpuErrors(): void {
  afterEach(async () => {
    await (tf.backend() as WebGPUBackend).device.queue.onSubmittedWorkDone();
    expect(gpuErrors.splice(0), 'WebGPU errors that nothing caught').toEqual([]);
  });
}
