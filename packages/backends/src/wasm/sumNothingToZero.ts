import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Kernels whose sums have no terms where an input is empty. */
const kernelNames = ['Sum', 'BatchMatMul'];

/** Has WebAssembly give 0 for sums of nothing, where it would leave what was in memory. */
export function sumNothingToZero(): void {
  for (const kernelName of kernelNames) {
    const kernel = tf.getKernel(kernelName, 'wasm');
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...kernel, kernelFunc: (run) => orZero(kernel.kernelFunc, run) });
  }
}

function orZero(compute: tf.KernelFunc, run: Parameters<tf.KernelFunc>[0]): tf.TensorInfo | tf.TensorInfo[] {
  const result = compute(run);
  const isEmpty = Object.values(run.inputs).some((input) => tf.util.sizeFromShape(input?.shape ?? []) === 0);
  if (isEmpty && !Array.isArray(result)) (run.backend as BackendWasm).typedArrayFromHeap(result).fill(0);
  return result;
}
