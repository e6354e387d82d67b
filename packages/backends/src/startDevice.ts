import type { Device, DeviceName, Started } from './device.js';
import { startCpu } from './cpu/startCpu.js';
import { startTensorflow, type TensorflowOptions } from './tensorflow/startTensorflow.js';
import { startWasm, type WasmOptions } from './wasm/startWasm.js';
import { startNodeWebGpu, type NodeWebGpuOptions } from './webgpu/startNodeWebGpu.js';

/** How a device is started in Node. */
export interface StartOptions extends TensorflowOptions, NodeWebGpuOptions, WasmOptions {}

const starters: Record<DeviceName, (options: StartOptions) => Promise<Started>> = {
  tensorflow: startTensorflow,
  webgpu: startNodeWebGpu,
  wasm: startWasm,
  cpu: startCpu,
};

export async function startDevice(name: DeviceName, options: StartOptions = {}): Promise<Device> {
  await import('@tensorflow/tfjs');
  const started = await starters[name](options);
  return { name, reason: 'it was asked for', ...started };
}
