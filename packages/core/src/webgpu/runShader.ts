import * as tf from '@tensorflow/tfjs-core';
import type { RankOf } from '../rankOf.js';
import { asStored, bufferOf, emptyTensor, webGpuBackend, type WebGpuBackend } from './backend.js';
import { cutRows, requireBindable, type RowRange, spreadWorkgroups } from './limits.js';
import type { JoinOptions } from './joinWgsl.js';
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

/** Joins as the shader's writer takes them: `joins.ts` makes these of names, so that shaders without any don't load it. */
interface WrittenJoins {
  readonly joins?: (options: JoinOptions) => string;
  /** `false`: not even where the device has them. */
  readonly subgroups?: boolean;
}

type AnyShader = InPlaceShader & WrittenJoins;

/** `runShader` of `joins.ts`, which plugins get, without its joins: for kernels of `core` that have none. */
export function runShader<const Shape extends readonly number[]>({
  output,
  ...shader
}: Shader<Shape> & WrittenJoins): tf.Tensor<RankOf<Shape>> {
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

/** `runInPlace` of `joins.ts`, likewise. */
export function runInPlace(shader: AnyShader): void {
  const backend = webGpuBackend();
  const parts = partsOf(shader);
  const pipeline = pipelineOf(shader, parts, backend);
  const group = bind(shader, parts, pipeline);
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
function pipelineOf(
  shader: AnyShader,
  parts: readonly ShaderArray[],
  { device, pipelineCache }: WebGpuBackend,
): GPUComputePipeline {
  const types = parts.map(({ type, written }) => `${type}${written ? '!' : ''}`);
  const form = usesSubgroups(shader, device) ? ' subgroups' : '';
  return (pipelineCache[`outrageous ${shader.name} ${types}${form}`] ??= compile(shader, parts, device));
}

function usesSubgroups({ joins, subgroups = true }: AnyShader, device: GPUDevice): boolean {
  return joins !== undefined && subgroups && device.features.has('subgroups');
}

function compile(shader: AnyShader, arrays: readonly ShaderArray[], device: GPUDevice): GPUComputePipeline {
  const { name: label, uniforms, floats, workgroupSize, joins, halves = false, code } = shader;
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

/** An array of a shader, and the rows that it is bound to. */
interface Part extends ShaderArray {
  readonly window: TensorWindow;
}

function partsOf({ inputs, targets, vectors = [] }: InPlaceShader): Part[] {
  const describe =
    (written: boolean) =>
    ([name, part]: [string, tf.Tensor | TensorWindow]): Part => {
      const { tensor, ...rows } = 'tensor' in part ? part : { tensor: part, first: 0, rows: part.shape[0] ?? 1 };
      const window = { ...rows, tensor: written ? tensor : asStored(tensor) };
      const numbers = vectors.includes(name) ? 'vec4<f32>' : 'f32';
      return { name, type: window.tensor.dtype === 'float32' ? numbers : 'i32', written, window };
    };
  return [...Object.entries(targets).map(describe(true)), ...Object.entries(inputs).map(describe(false))];
}

function bind(shader: InPlaceShader, parts: readonly Part[], pipeline: GPUComputePipeline): GPUBindGroup {
  const backend = webGpuBackend();
  const bindings = [...parts.map((part) => bindingOf(shader.name, part, backend)), uniformsOf(shader, backend)];
  const entries = bindings.map((resource, binding) => ({ binding, resource }));
  return backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}

/**
 * A value that was read of what is written must not hide the new one. What has no numbers is seen as an array of one,
 * since a binding must not be empty.
 */
function bindingOf(shader: string, { name, written, window }: Part, backend: WebGpuBackend): GPUBufferBinding {
  const { tensor, first, rows } = window;
  const [height = 1, ...row] = tensor.shape;
  const width = tensor.size / (height || 1);
  if (tensor.size === 0) return { buffer: backend.device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE }) };
  requireBindable(`${shader}: ${name}`, { shape: [rows, ...row], size: rows * width }, backend.device.limits);
  const buffer = bufferOf(tensor, backend);
  if (written) backend.tensorMap.get(tensor.dataId).values = null;
  return rows === height ? { buffer } : { buffer, offset: 4 * first * width, size: 4 * rows * width };
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
