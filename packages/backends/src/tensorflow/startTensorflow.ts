import type { NativeSources } from '@outrageous/core';
import type { NativeOpsAnswer, Started } from '../device.js';
import { DeviceError, reasonOf } from '../deviceError.js';
import { startNativeOps } from '../nativeOps/startNativeOps.js';
import { selectBackend } from '../selectBackend.js';
import { findTensorflow, type Installation } from './installation.js';
import { installChecked, type InstallOptions } from './installTensorflow.js';
import { loadTensorflow } from './loadTensorflow.js';
import { printProgress } from './printProgress.js';

/** How the tensorflow device is started. */
export interface TensorflowOptions extends InstallOptions {
  /** Whether TensorFlow may be set up where it is not installed; default true. */
  readonly install?: boolean;
  /**
   * The native ops of packages, such as `nativeSources` of `@outrageous/core/native` and of
   * `@outrageous/trainer/native`. They are compiled for this processor, which takes seconds the first time.
   */
  readonly nativeOps?: readonly NativeSources[];
}

/**
 * Starts TensorFlow, and sets it up before where that has not been done.
 *
 * @throws DeviceError if it is not installed and cannot be, or does not load.
 */
export async function startTensorflow(options: TensorflowOptions = {}): Promise<Started> {
  const installation = findTensorflow(options) ?? (await installed(options));
  const started = await startInstallation(installation);
  if (!options.nativeOps) return started;
  const { progress = printProgress() } = options;
  const nativeOps = started.gpu ? notOnGpu : await startNativeOps(options.nativeOps, { installation, progress });
  return { ...started, description: `${started.description}, ${inWords(nativeOps)}`, nativeOps };
}

const notOnGpu: NativeOpsAnswer = { available: false, reason: 'they are for the CPU, and TensorFlow uses a GPU' };

function inWords(nativeOps: NativeOpsAnswer): string {
  return nativeOps.available ? 'with native ops' : `without native ops (${nativeOps.reason})`;
}

/** Starts a given installation. */
export async function startInstallation(installation: Installation): Promise<Started> {
  const backend = load(installation).backend();
  await selectBackend('tensorflow');
  const place = backend.isUsingGpuDevice ? 'an NVIDIA GPU (CUDA)' : 'the CPU';
  return { description: `TensorFlow ${backend.binding.TF_Version} on ${place}`, gpu: backend.isUsingGpuDevice };
}

function load(installation: Installation) {
  try {
    return loadTensorflow(installation);
  } catch (cause) {
    throw new DeviceError(
      'tensorflow',
      `startDevice('tensorflow'): TensorFlow does not load (${reasonOf(cause)})`,
      `Remove '${installation.binding}' and start again to have it rebuilt, or choose the device 'wasm'`,
      { cause },
    );
  }
}

function installed(options: TensorflowOptions): Promise<Installation> {
  if (options.install !== false) return installChecked(options);
  throw new DeviceError(
    'tensorflow',
    `startDevice('tensorflow'): TensorFlow is not installed, and the option 'install' is false`,
    "Run `npx outrageous-backends install`, or choose the device 'wasm'",
  );
}
