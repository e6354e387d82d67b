import type * as tf from '@tensorflow/tfjs-core';
import { runShader, workgroupsFor } from '../../webgpu/runShader.js';

/** int32 [groups]: each group's own index, or −1 where it has no rows. */
export function presentOnWebGpu(offsets: tf.Tensor1D): tf.Tensor1D {
  const groups = offsets.size - 1;
  return runShader({
    name: 'groupedOuter present',
    inputs: { offsets },
    output: { shape: [groups], dtype: 'int32' },
    uniforms: { groups },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(groups, 64),
    code: `
fn main(index : i32) {
  if (index < uniforms.groups) {
    result[index] = select(-1, index, offsets[index + 1] > offsets[index]);
  }
}`,
  });
}
