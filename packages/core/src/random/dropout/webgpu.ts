import type * as tf from '@tensorflow/tfjs-core';
import type { KeyWords } from '../../key.js';
import { runShader, workgroupsFor } from '../../webgpu/runShader.js';
import { streamUniforms, streamWgsl } from '../streamWgsl.js';

/** Draws and drops at once: each invocation makes the four words of one block, which decide over four numbers. */
export function dropOnWebGpu(x: tf.Tensor, key: KeyWords, rate: number): tf.Tensor {
  return runShader({
    name: 'dropout',
    inputs: { x },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms: { ...streamUniforms(key), size: x.size },
    floats: { rate, kept: 1 - rate },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(Math.ceil(x.size / 4), 64),
    code: `${streamWgsl}
fn main(index : i32) {
  let units = unitsOf(index);
  for (var i = 0; i < 4; i++) {
    let at = 4 * index + i;
    if (at < uniforms.size) {
      result[at] = select(0.0, x[at] / uniforms.kept, units[i] >= uniforms.rate);
    }
  }
}
`,
  });
}
