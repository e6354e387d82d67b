import * as tf from '@tensorflow/tfjs-core';

type Triple = readonly [x: number, y: number, z: number];

/**
 * A compute shader, run once.
 *
 * In its code, each input is an array of its name, the output is the array
 * `result` (not zeroed before: write every element), and each uniform is an i32
 * `uniforms.<name>`. The code must use all of them, or WebGPU refuses the program.
 */
export interface Shader {
  /** Names the code: two shaders that differ in their code must differ in their name. */
  readonly name: string;
  readonly inputs: { readonly [name: string]: tf.Tensor };
  readonly output: { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' };
  readonly uniforms: { readonly [name: string]: number };
  readonly workgroupSize: Triple;
  /** How many workgroups run. */
  readonly workgroups: Triple;
  /** WGSL that defines `fn main(index : i32)`; `index` counts the invocations of all workgroups. */
  readonly code: string;
}

/** What `@tensorflow/tfjs-backend-webgpu` calls a program. */
interface Program {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly shaderKey: string;
  readonly workgroupSize: Triple;
  readonly dispatchLayout: { readonly x: number[] };
  readonly dispatch: Triple;
  readonly uniforms: string;
  getUserCode(): string;
}

/** The part of `WebGPUBackend` that runs programs. */
interface WebGpuBackend {
  runWebGPUProgram(
    program: Program,
    inputs: tf.Tensor[],
    dtype: 'float32' | 'int32',
    uniforms: { type: 'int32'; data: number[] }[],
  ): tf.TensorInfo;
}

/**
 * Runs a shader on the current backend, which must be WebGPU's, and gives its output.
 *
 * `core` depends on tfjs-core alone, so that no application carries a backend
 * that it doesn't use: the backend is known by its shape, not by its class.
 */
export function runShader(shader: Shader): tf.Tensor {
  const backend = tf.backend() as unknown as WebGpuBackend;
  const uniforms = Object.values(shader.uniforms).map((value) => ({ type: 'int32' as const, data: [value] }));
  const info = backend.runWebGPUProgram(programOf(shader), Object.values(shader.inputs), shader.output.dtype, uniforms);
  return tf.engine().makeTensorFromTensorInfo(info);
}

function programOf({ name, inputs, output, uniforms, workgroupSize, workgroups, code }: Shader): Program {
  return {
    variableNames: Object.keys(inputs),
    outputShape: [...output.shape],
    shaderKey: `outrageous ${name}`,
    workgroupSize,
    // An empty layout keeps the backend from deriving coordinates of its own.
    dispatchLayout: { x: [] },
    dispatch: [...workgroups],
    uniforms: Object.keys(uniforms)
      .map((uniform) => `${uniform} : i32,`)
      .join(' '),
    getUserCode: () => code,
  };
}

/** The workgroups of `size` invocations that `count` elements need, one invocation each. */
export function workgroupsFor(count: number, size: number): Triple {
  return [Math.max(1, Math.ceil(count / size)), 1, 1];
}
