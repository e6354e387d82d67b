import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/** Has WebGPU give 0 for sums of nothing, for which TensorFlow.js would ask for a buffer of no size at all. */
export function sumNothingToZero(): void {
  const kernel = tf.getKernel('Sum', 'webgpu');
  tf.unregisterKernel('Sum', 'webgpu');
  tf.registerKernel({ ...kernel, kernelFunc: (run) => zerosOfNothing(run) ?? kernel.kernelFunc(run) });
}

function zerosOfNothing({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]): tf.TensorInfo | undefined {
  const { x } = inputs;
  if (!x || tf.util.sizeFromShape(x.shape) > 0) return undefined;
  const shape = shapeOfSum(x.shape, attrs as unknown as tf.SumAttrs);
  const zeros = tf.util.makeZerosTypedArray(tf.util.sizeFromShape(shape), 'float32');
  return (backend as WebGPUBackend).makeTensorInfo(shape, tf.sumOutType(x.dtype), zeros);
}

function shapeOfSum(shape: number[], { axis, keepDims }: tf.SumAttrs): number[] {
  const axes = tf.util.parseAxisParam(axis, shape);
  const [reduced] = tf.backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
}
