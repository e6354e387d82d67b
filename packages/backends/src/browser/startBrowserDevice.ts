import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { requireGpu, startFirst, startNamed, type Choice } from '../choose.js';
import { startCpu } from '../cpu/startCpu.js';
import type { Device, DeviceName, Started } from '../device.js';
import { requireKnownName } from '../requireKnownName.js';
import { startWasm, type WasmOptions } from '../wasm/startWasm.js';
import { startBrowserWebGpu, type BrowserWebGpuOptions } from './startBrowserWebGpu.js';

/** How a device is started in a browser; each device reads its own options. */
export interface StartOptions extends BrowserWebGpuOptions, WasmOptions {}

/** The devices that a browser can have. */
export type BrowserDeviceName = Exclude<DeviceName, 'tensorflow'>;

const starters: Record<BrowserDeviceName, (options: StartOptions) => Promise<Started>> = {
  webgpu: startBrowserWebGpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts a device in a browser and makes TensorFlow.js compute on it, with gradients registered.
 *
 * `auto` prefers WebGPU on a real GPU, then WebAssembly, then plain JavaScript.
 *
 * @throws DeviceError saying what is missing and what to do about it.
 */
export async function startDevice(name: BrowserDeviceName | 'auto', options: StartOptions = {}): Promise<Device> {
  requireKnownName(name, ['webgpu', 'wasm', 'cpu']);
  checkOptions('startDevice', options, { onGpuError: optional(is.callback), wasmPath: optional(is.text) });
  // The union, which registers them in Node, would carry the layers API and the converter into the bundle.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  if (name === 'auto') return startFirst(choices(options));
  return startNamed(name, () => starters[name](options));
}

function choices(options: StartOptions): Choice[] {
  return [
    { name: 'webgpu', why: 'a GPU answered', start: () => requireGpu('webgpu', () => startBrowserWebGpu(options)) },
    { name: 'wasm', why: 'it is the fastest without a GPU', start: () => startWasm(options) },
    { name: 'cpu', why: 'nothing better could be started', start: startCpu },
  ];
}
