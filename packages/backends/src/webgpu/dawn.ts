import { importPeer } from '../importPeer.js';

/**
 * WebGPU in Node, through Dawn (npm `webgpu`): defines `navigator.gpu` and WebGPU's global constants.
 *
 * Where the process has a `navigator` of its own, only its `gpu` is set.
 *
 * @throws DeviceError if the optional package `webgpu` is missing or has no binary for this platform.
 */
export async function dawnGpu(): Promise<GPU> {
  const dawn = await importPeer('webgpu', 'webgpu', () => import('webgpu'));
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const navigator = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}
