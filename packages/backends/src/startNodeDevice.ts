import { checkOptions, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { requireGpu, startFirst, startNamed, type Choice } from './choose.js';
import { startCpu } from './cpu/startCpu.js';
import { deviceNames, type Device, type DeviceName, type Started } from './device.js';
import { requireKnownName } from './requireKnownName.js';
import { hasNvidiaDriver } from './tensorflow/nvidia.js';
import { installKinds } from './tensorflow/installTensorflow.js';
import { cachedLibrary } from './tensorflow/installation.js';
import { startTensorflow, type TensorflowOptions } from './tensorflow/startTensorflow.js';
import { startWasm, type WasmOptions } from './wasm/startWasm.js';
import { startNodeWebGpu, type NodeWebGpuOptions } from './webgpu/startNodeWebGpu.js';

/** How a device is started in Node; each device reads its own options. */
export interface StartOptions extends TensorflowOptions, NodeWebGpuOptions, WasmOptions {}

const starters: Record<DeviceName, (options: StartOptions) => Promise<Started>> = {
  tensorflow: startTensorflow,
  webgpu: startNodeWebGpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts a device and makes TensorFlow.js compute on it, with gradients registered.
 *
 * `auto` prefers a real GPU (TensorFlow with CUDA if it is installed, else WebGPU), then TensorFlow on
 * the CPU, which it sets up where that has not been done, then WebAssembly, then plain JavaScript.
 *
 * @throws DeviceError saying what is missing and what to do about it; TypeError on an option that there isn't, or of
 *   another kind
 *
 * @example
 * ```ts
 * const device = await startDevice('auto');
 * console.log(`${device.name}: ${device.description} (${device.reason})`);
 * ```
 */
export async function startDevice(name: DeviceName | 'auto', options: StartOptions = {}): Promise<Device> {
  requireKnownName(name, deviceNames);
  checkOptions('startDevice', options, kinds);
  await import('@tensorflow/tfjs');
  if (name === 'auto') return startFirst(choices(options));
  return startNamed(name, () => starters[name](options));
}

const sources: Kind = {
  needs: 'a list of native sources, such as nativeSources of @outrageous/core/native',
  fits: (x) => Array.isArray(x) && x.every(is.record.fits),
};

const kinds = {
  ...installKinds,
  install: optional(is.flag),
  nativeOps: optional(sources),
  software: optional(is.flag),
  onGpuError: optional(is.callback),
  wasmPath: optional(is.text),
};

function choices(options: StartOptions): Choice[] {
  return [...(wantsCuda(options) ? [cuda(options)] : []), gpu(options), tensorflow(options), wasm(options), cpu()];
}

/** CUDA is gigabytes to download, so that it is used unasked only where it is installed already. */
function wantsCuda({ cuda }: StartOptions): boolean {
  return cuda ?? (hasNvidiaDriver() && cachedLibrary(true) !== undefined);
}

function cuda(options: StartOptions): Choice {
  const start = () => requireGpu('tensorflow', () => startTensorflow({ ...options, cuda: true }));
  return { name: 'tensorflow', why: 'an NVIDIA GPU answered, and TensorFlow uses it best', start };
}

function gpu(options: StartOptions): Choice {
  const start = () => requireGpu('webgpu', () => startNodeWebGpu({ ...options, software: false }));
  return { name: 'webgpu', why: `a GPU answered${cudaHint()}`, start };
}

function cudaHint(): string {
  return hasNvidiaDriver()
    ? ', and `npx outrageous-backends install --cuda` has not been run for TensorFlow to use it'
    : '';
}

function tensorflow(options: StartOptions): Choice {
  const start = () => startTensorflow({ ...options, cuda: options.cuda && cachedLibrary(true) !== undefined });
  return { name: 'tensorflow', why: 'it is the fastest without a GPU', start };
}

function wasm(options: StartOptions): Choice {
  return {
    name: 'wasm',
    why: 'it is the fastest that needs nothing but JavaScript packages',
    start: () => startWasm(options),
  };
}

function cpu(): Choice {
  return { name: 'cpu', why: 'nothing better could be started', start: startCpu };
}
