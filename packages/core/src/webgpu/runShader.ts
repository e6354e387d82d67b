import * as tf from '@tensorflow/tfjs-core';
import type { RankOf } from '../rankOf.js';
import { bufferOf, emptyTensor, webGpuBackend, type WebGpuBackend } from './backend.js';
import { cutRows, requireBindable, type RowRange, spreadWorkgroups } from './limits.js';
import type { Joins } from './joinWgsl.js';
import { shaderWgsl, type ShaderArray } from './shaderWgsl.js';

type Triple = readonly [x: number, y: number, z: number];

/** Rows of a tensor, along its first axis: a shader sees them as an array that begins with the first. */
export interface TensorWindow extends RowRange {
  readonly tensor: tf.Tensor;
}

/** Tensors, or windows of them, by the names of their arrays in a shader. */
type Tensors = { readonly [name: string]: tf.Tensor | TensorWindow };

/**
 * A compute shader, run once.
 *
 * In its code, each input is a read-only array of its name, each uniform is an
 * i32 `uniforms.<name>`, and each of `floats` an f32 `uniforms.<name>`. Beside them
 * there are `localIndex` and `workgroupId`, as in WGSL's built-in values.
 */
interface ShaderBody {
  /** Names the code: two shaders that differ in their code must differ in their name. */
  readonly name: string;
  readonly inputs: Tensors;
  /** At least one. */
  readonly uniforms: { readonly [name: string]: number };
  readonly floats?: { readonly [name: string]: number };
  /** Float32 arrays that the code sees as `array<vec4<f32>>`; their last axis must be a multiple of 4. */
  readonly vectors?: readonly string[];
  readonly workgroupSize: Triple;
  /** How many workgroups run. Too many along x alone are spread over y and z, where only `index` tells them apart. */
  readonly workgroups: Triple;
  /**
   * Functions of the code that join one f32 of each invocation of a workgroup, whose size is then a power of two:
   * with `{ sumOf: 'sum' }`, all get `sumOf(own)`. All must call it, as they must `workgroupBarrier()`.
   */
  readonly joins?: Joins;
  /** `false`: joins work without the device's subgroups, as they do where it has none. */
  readonly subgroups?: boolean;
  /** `true`: the code uses f16; the device must have the feature `shader-f16`. */
  readonly halves?: boolean;
  /** WGSL that defines `fn main(index : i32)`; `index` counts the invocations of all workgroups. */
  readonly code: string;
}

/** A shader that makes one tensor. */
export interface Shader<Shape extends readonly number[] = readonly number[]> extends ShaderBody {
  /** The array `result`; not zeroed before: write every element. */
  readonly output: { readonly shape: Shape; readonly dtype: 'float32' | 'int32' };
}

/** A shader that writes into tensors which exist. */
export interface InPlaceShader extends ShaderBody {
  /** Arrays that can be read and written; none may be an input too. At most seven tensors with the inputs. */
  readonly targets: Tensors;
}

/**
 * Runs a shader on the current backend, which must be WebGPU's, and gives its output.
 *
 * @throws RangeError when a tensor or the number of workgroups is beyond what the device can do
 * @example
 * ```ts
 * const doubled = runShader({
 *   name: 'double',
 *   inputs: { x },
 *   output: { shape: x.shape, dtype: 'float32' },
 *   uniforms: { size: x.size },
 *   workgroupSize: [64, 1, 1],
 *   workgroups: workgroupsFor(x.size, 64),
 *   code: 'fn main(index : i32) { if (index < uniforms.size) { result[index] = 2.0 * x[index]; } }',
 * });
 * ```
 */
export function runShader<const Shape extends readonly number[]>({
  output,
  ...shader
}: Shader<Shape>): tf.Tensor<RankOf<Shape>> {
  const sizes = { shape: output.shape, size: tf.util.sizeFromShape([...output.shape]) };
  requireBindable(`${shader.name}: result`, sizes, webGpuBackend().device.limits);
  const result = emptyTensor(output.shape, output.dtype);
  if (result.size > 0) runInPlace({ ...shader, targets: { result } });
  return result;
}

/**
 * A tensor's rows in as few windows as shaders of this device can see: one unless it has more bytes than a binding may.
 *
 * A shader that touches a whole table runs once for each.
 *
 * @param what names the tensor in errors
 * @throws RangeError when not even one row can be seen
 * @example
 * ```ts
 * for (const table of windowsOf('halve: table', tensor)) {
 *   const size = table.rows * width;
 *   runInPlace({ ...halve, targets: { table }, uniforms: { size }, workgroups: workgroupsFor(size, 64) });
 * }
 * ```
 */
export function windowsOf(what: string, tensor: tf.Tensor): TensorWindow[] {
  return cutRows(what, tensor, webGpuBackend().device.limits).map((range) => ({ tensor, ...range }));
}

/**
 * Runs a shader that writes into its targets.
 *
 * Shaders run one after the other: each sees what those before it wrote. Whatever
 * shares a target's memory, such as `tf.reshape` or `tf.clone` of it, changes with it.
 *
 * @throws RangeError when a tensor or the number of workgroups is beyond what the device can do
 */
export function runInPlace(shader: InPlaceShader): void {
  const backend = webGpuBackend();
  const pipeline = pipelineOf(shader, backend);
  const group = bind(shader, pipeline, backend);
  const workgroups = spreadWorkgroups(shader.name, shader.workgroups, backend.device.limits);
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
  backend.computePassEncoder.setPipeline(pipeline);
  backend.computePassEncoder.setBindGroup(0, group);
  backend.computePassEncoder.dispatchWorkgroups(...workgroups);
  submitWhenFull(backend);
}

/** As the backend does after each program of its own. */
function submitWhenFull(backend: WebGpuBackend): void {
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Compiled once per device; the backend's own cache keeps it. */
function pipelineOf(shader: InPlaceShader, { device, pipelineCache }: WebGpuBackend): GPUComputePipeline {
  const arrays = arraysOf(shader);
  const types = arrays.map(({ type, written }) => `${type}${written ? '!' : ''}`);
  const form = usesSubgroups(shader, device) ? ' subgroups' : '';
  return (pipelineCache[`outrageous ${shader.name} ${types}${form}`] ??= compile(shader, arrays, device));
}

function usesSubgroups({ joins, subgroups = true }: InPlaceShader, device: GPUDevice): boolean {
  return joins !== undefined && subgroups && device.features.has('subgroups');
}

function compile(shader: InPlaceShader, arrays: readonly ShaderArray[], device: GPUDevice): GPUComputePipeline {
  const { name: label, uniforms, floats, workgroupSize, joins = {}, halves = false, code } = shader;
  const wgsl = shaderWgsl({
    arrays,
    integers: Object.keys(uniforms),
    floats: Object.keys(floats ?? {}),
    workgroupSize,
    joins,
    subgroups: usesSubgroups(shader, device),
    halves,
    code,
  });
  const module = device.createShaderModule({ label, code: wgsl });
  const layout = device.createPipelineLayout({ bindGroupLayouts: [layoutOf(arrays, device)] });
  return device.createComputePipeline({ label, layout, compute: { module, entryPoint: 'start' } });
}

/** An explicit layout, because the automatic one leaves out what a shader doesn't use. */
function layoutOf(arrays: readonly ShaderArray[], device: GPUDevice): GPUBindGroupLayout {
  const types = arrays.map(({ written }): GPUBufferBindingType => (written ? 'storage' : 'read-only-storage'));
  const entries = [...types, 'uniform' as const].map((type, binding) => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type },
  }));
  return device.createBindGroupLayout({ entries });
}

function arraysOf({ inputs, targets, vectors = [] }: InPlaceShader): ShaderArray[] {
  const describe =
    (written: boolean) =>
    ([name, part]: [string, tf.Tensor | TensorWindow]) => {
      const numbers = vectors.includes(name) ? ('vec4<f32>' as const) : ('f32' as const);
      return { name, type: tensorOf(part).dtype === 'float32' ? numbers : ('i32' as const), written };
    };
  return [...Object.entries(targets).map(describe(true)), ...Object.entries(inputs).map(describe(false))];
}

function bind(shader: InPlaceShader, pipeline: GPUComputePipeline, backend: WebGpuBackend): GPUBindGroup {
  const parts = [...Object.entries(shader.targets), ...Object.entries(shader.inputs)];
  const buffers = parts.map(([name, part]) => bindingOf(`${shader.name}: ${name}`, part, backend));
  for (const part of Object.values(shader.targets)) backend.tensorMap.get(tensorOf(part).dataId).values = null;
  const entries = [...buffers, uniformsOf(shader, backend)].map((resource, binding) => ({ binding, resource }));
  return backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}

function tensorOf(part: tf.Tensor | TensorWindow): tf.Tensor {
  return 'tensor' in part ? part.tensor : part;
}

function bindingOf(what: string, part: tf.Tensor | TensorWindow, backend: WebGpuBackend): GPUBufferBinding {
  const { limits } = backend.device;
  if (!('tensor' in part)) {
    requireBindable(what, part, limits);
    return { buffer: bufferOf(part, backend) };
  }
  const { tensor, first, rows } = part;
  const [height = 1, ...row] = tensor.shape;
  const width = tensor.size / height;
  requireBindable(what, { shape: [rows, ...row], size: rows * width }, limits);
  const bytes = 4 * width;
  const buffer = bufferOf(tensor, backend);
  return rows === height ? { buffer } : { buffer, offset: first * bytes, size: rows * bytes };
}

function uniformsOf({ uniforms, floats = {} }: InPlaceShader, backend: WebGpuBackend): GPUBufferBinding {
  const integers = Object.values(uniforms).map((value) => ({ type: 'int32' as const, data: [value] }));
  const numbers = Object.values(floats).map((value) => ({ type: 'float32' as const, data: [value] }));
  return backend.makeUniforms([...integers, ...numbers]);
}

/** The workgroups of `size` invocations that `count` elements need, one invocation each. */
export function workgroupsFor(count: number, size: number): Triple {
  return [Math.max(1, Math.ceil(count / size)), 1, 1];
}
