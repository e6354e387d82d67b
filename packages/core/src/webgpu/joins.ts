import type * as tf from '@tensorflow/tfjs-core';
import type { RankOf } from '../rankOf.js';
import { type JoinOptions, type Joins, joinsWgsl } from './joinWgsl.js';
import * as plain from './runShader.js';

/** What a shader may have beside what kernels of `core` need. */
interface Joining {
  /**
   * Functions of the code that join one f32 of each invocation of a workgroup, whose size is then a power of two:
   * with `{ sumOf: 'sum' }`, all get `sumOf(own)`. All must call it, as they must `workgroupBarrier()`.
   */
  readonly joins?: Joins;
  /** `false`: joins work without the device's subgroups, as they do where it has none. */
  readonly subgroups?: boolean;
}

/** A shader that makes one tensor. */
export interface Shader<Shape extends readonly number[] = readonly number[]> extends plain.Shader<Shape>, Joining {}

/** A shader that writes into tensors which exist. */
export interface InPlaceShader extends plain.InPlaceShader, Joining {}

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
  joins,
  ...shader
}: Shader<Shape>): tf.Tensor<RankOf<Shape>> {
  return plain.runShader({ ...shader, joins: written(joins) });
}

/**
 * Runs a shader that writes into its targets.
 *
 * Shaders run one after the other: each sees what those before it wrote. Whatever
 * shares a target's memory, such as `tf.reshape` or `tf.clone` of it, changes with it.
 *
 * @throws RangeError when a tensor or the number of workgroups is beyond what the device can do
 */
export function runInPlace({ joins, ...shader }: InPlaceShader): void {
  plain.runInPlace({ ...shader, joins: written(joins) });
}

function written(joins?: Joins): ((options: JoinOptions) => string) | undefined {
  return joins && ((options) => joinsWgsl(joins, options));
}
