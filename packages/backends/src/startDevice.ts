import type { Device, DeviceName, ProgressListener, Started } from './device.js';
import { startCpu } from './cpu/startCpu.js';
import { startTensorflow } from './tensorflow/startTensorflow.js';
import { startWasm } from './wasm/startWasm.js';
import type { GpuErrorListener } from './webgpu/startAdapter.js';
import { startNodeWebGpu } from './webgpu/startNodeWebGpu.js';

/** How a device is started in Node. */
export interface StartOptions {
  readonly progress?: ProgressListener;
  readonly onGpuError?: GpuErrorListener;
}

const starters: Record<DeviceName, (options: StartOptions) => Promise<Started>> = {
  tensorflow: startTensorflow,
  webgpu: startNodeWebGpu,
  wasm: () => startWasm(),
  cpu: startCpu,
};

export async function startDevice(name: DeviceName, options: StartOptions = {}): Promise<Device> {
  await import('@tensorflow/tfjs');
  const started = await starters[name](options);
  return { name, reason: 'it was asked for', ...started };
}
