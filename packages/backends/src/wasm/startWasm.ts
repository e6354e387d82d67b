import * as tf from '@tensorflow/tfjs-core';
import type { Started } from '../device.js';
import { importPeer } from '../importPeer.js';
import { selectBackend } from '../selectBackend.js';
import { sumNothingToZero } from './sumNothingToZero.js';

/** Where the WebAssembly device finds its binaries. */
export interface WasmOptions {
  /** Folder or URL that holds the `.wasm` files of `@tensorflow/tfjs-backend-wasm`; only bundled pages need it. */
  readonly wasmPath?: string;
}

const SERVE =
  'In a bundled page, serve the .wasm files of node_modules/@tensorflow/tfjs-backend-wasm/dist beside it, and name ' +
  "their folder: startDevice('wasm', { wasmPath: '/' })";

/**
 * Starts the WebAssembly device, with SIMD and threads where the engine has them.
 *
 * @throws DeviceError if the optional package `@tensorflow/tfjs-backend-wasm` is missing, or its binaries don't load.
 */
export async function startWasm(options: WasmOptions = {}): Promise<Started> {
  const wasm = await importPeer('wasm', '@tensorflow/tfjs-backend-wasm', () => import('@tensorflow/tfjs-backend-wasm'));
  if (options.wasmPath !== undefined) wasm.setWasmPaths(options.wasmPath);
  if (tf.findBackend('wasm') === null) sumNothingToZero();
  await selectBackend('wasm', SERVE);
  return { description: `WebAssembly on the CPU (${await features()})`, gpu: false };
}

async function features(): Promise<string> {
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return [simd ? 'SIMD' : 'no SIMD', threads ? 'threads' : 'one thread'].join(', ');
}
