import type { Started } from '../device.js';
import { DeviceError } from '../deviceError.js';
import { startAdapter, type GpuErrorListener } from '../webgpu/startAdapter.js';

/** How WebGPU is started in a browser. */
export interface BrowserWebGpuOptions {
  /** Default: prints the error on the console. */
  readonly onGpuError?: GpuErrorListener;
}

/**
 * Starts WebGPU in a browser.
 *
 * @throws DeviceError if the browser has no WebGPU, or no adapter answers.
 */
export async function startBrowserWebGpu({ onGpuError = console.error }: BrowserWebGpuOptions = {}): Promise<Started> {
  if (navigator.gpu === undefined) {
    throw noWebGpu(
      'this browser has no navigator.gpu',
      'Use a current Chrome, Edge, Safari or Firefox, over https or on localhost',
    );
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw noWebGpu('no GPU answered', "Turn on the browser's hardware acceleration, or choose the device 'wasm'");
  return startAdapter(adapter, onGpuError);
}

function noWebGpu(problem: string, remedy: string): DeviceError {
  return new DeviceError('webgpu', `startDevice('webgpu'): ${problem}`, remedy);
}
