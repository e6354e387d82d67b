import * as tf from '@tensorflow/tfjs-core';
import type { RankOf } from '../rankOf.js';
import { sizeOf } from '../tree.js';
import { requireBuffer } from './limits.js';

/** A uniform as the backend takes it. */
interface Uniform {
  readonly type: 'int32' | 'float32';
  readonly data: number[];
}

/** What is used of `WebGPUBackend` 4.22, here and where shaders run; most of it is private there. */
export interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly pipelineCache: { [name: string]: GPUComputePipeline };
  readonly tensorMap: { get(id: object): { dtype: tf.DataType; resource: GPUBuffer; values: unknown } };
  readonly commandQueueOwnedIds: { add(id: object): void };
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: readonly number[], dtype: 'float32' | 'int32'): tf.TensorInfo;
  makeUniforms(uniforms: Uniform[]): GPUBufferBinding;
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/**
 * The current backend, which must be WebGPU's.
 *
 * `core` depends on tfjs-core alone, so that no application carries a backend
 * that it doesn't use: the backend is known by its shape, not by its class.
 */
export function webGpuBackend(): WebGpuBackend {
  return tf.backend() as unknown as WebGpuBackend;
}

/**
 * A tensor on the device with whatever its memory held before: for shaders to write into.
 *
 * @throws RangeError when the device has no buffer so large
 */
export function emptyTensor<const Shape extends readonly number[]>(
  shape: Shape,
  dtype: 'float32' | 'int32' = 'float32',
): tf.Tensor<RankOf<Shape>> {
  const size = sizeOf(shape);
  requireBuffer('output', { shape, size }, webGpuBackend().device.limits);
  const tensor = size === 0 ? tf.tensor([], [...shape], dtype) : unwrittenTensor(shape, dtype);
  // The engine's types know no ranks; the tensor has the shape that was asked for.
  return tensor as tf.Tensor<RankOf<Shape>>;
}

function unwrittenTensor(shape: readonly number[], dtype: 'float32' | 'int32'): tf.Tensor {
  const backend = webGpuBackend();
  const tensor = tf.engine().makeTensorFromTensorInfo(backend.makeTensorInfo([...shape], dtype));
  backend.uploadToGPU(tensor.dataId);
  return tensor;
}

/** The tensor's buffer; the backend must not free it before the commands so far are submitted. */
export function bufferOf(tensor: tf.Tensor, backend: WebGpuBackend): GPUBuffer {
  backend.uploadToGPU(tensor.dataId);
  backend.commandQueueOwnedIds.add(tensor.dataId);
  return backend.tensorMap.get(tensor.dataId).resource;
}

/**
 * A tensor whose memory holds what its type says: `tf.cast` to float32 changes the type alone, and leaves whole numbers, which
 * shaders of TensorFlow.js read as such.
 */
export function asStored(tensor: tf.Tensor): tf.Tensor {
  if (tensor.dtype !== 'float32') return tensor;
  return webGpuBackend().tensorMap.get(tensor.dataId).dtype === 'float32' ? tensor : tf.mul(tensor, 1);
}

/** Makes all numbers of a tensor 0, however large it is. */
export function clearTensor(tensor: tf.Tensor): void {
  const backend = webGpuBackend();
  const buffer = changedBufferOf(tensor, backend);
  encoderOf(backend).clearBuffer(buffer, 0, 4 * tensor.size);
}

/**
 * Copies a tensor's numbers into another's, from number `at` on, however large they are.
 *
 * @example
 * ```ts
 * const copy = emptyTensor(x.shape);
 * copyNumbers(x, copy);
 * ```
 */
export function copyNumbers(source: tf.Tensor, target: tf.Tensor, at = 0): void {
  const backend = webGpuBackend();
  const [from, to] = [bufferOf(source, backend), changedBufferOf(target, backend)];
  encoderOf(backend).copyBufferToBuffer(from, 0, to, 4 * at, 4 * source.size);
}

/** The buffer of a tensor that changes: a value that was read must not hide the new one. */
function changedBufferOf(tensor: tf.Tensor, backend: WebGpuBackend): GPUBuffer {
  const buffer = bufferOf(tensor, backend);
  backend.tensorMap.get(tensor.dataId).values = null;
  return buffer;
}

/** What copies are written into, after the shaders so far. */
function encoderOf(backend: WebGpuBackend): GPUCommandEncoder {
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  return backend.commandEncoder;
}
