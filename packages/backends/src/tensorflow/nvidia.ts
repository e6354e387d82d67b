import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';

/** Files by which NVIDIA's driver shows itself, on Linux and in its Windows subsystem. */
const driverFiles = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'];

/** Whether this machine has an NVIDIA driver; says nothing of the CUDA libraries. */
export function hasNvidiaDriver(): boolean {
  return driverFiles.some((file) => existsSync(file));
}

/**
 * NVIDIA's libraries in the order in which they need each other.
 *
 * TensorFlow opens them by these names when it first uses them, and the loader then finds the ones
 * that the process already holds, wherever they were loaded from.
 */
const loadOrder = [
  'cuda_runtime',
  'nvjitlink',
  'cuda_nvrtc',
  'cublas',
  'cusparse',
  'cusolver',
  'cufft',
  'curand',
  'nccl',
  'cuda_cupti',
  'cudnn',
];

/** Paths of the shared libraries in a folder of NVIDIA's wheels, in the order in which they are to be loaded. */
export function nvidiaLibraries(directory: string): string[] {
  return loadOrder.flatMap((part) => {
    const folder = join(directory, part, 'lib');
    return existsSync(folder) ? sharedLibraries(folder) : [];
  });
}

/**
 * Loads NVIDIA's libraries into this process, so that TensorFlow finds them without `LD_LIBRARY_PATH`.
 *
 * One that does not load is left out: TensorFlow says itself what it misses, and uses the CPU.
 */
export function preloadNvidia(directory: string): void {
  for (const path of nvidiaLibraries(directory)) {
    try {
      koffi.load(path, { global: true });
    } catch {
      continue;
    }
  }
}

/** `libcublasLt` before `libcublas`, and cuDNN's front door after its parts. */
function sharedLibraries(folder: string): string[] {
  const needed = (file: string) => (/Lt|_graph|_ops/.test(file) ? 0 : /libcudnn\.so/.test(file) ? 2 : 1);
  const files = readdirSync(folder).filter((file) => /\.so(\.\d+)*$/.test(file));
  return files.sort((a, b) => needed(a) - needed(b) || a.localeCompare(b)).map((file) => join(folder, file));
}
