import type * as tf from '@tensorflow/tfjs-core';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runShader } from '../../webgpu/runShader.js';

/** int32 [groups]: each group's own index, or −1 where it has no rows. */
export function presentOnWebGpu(offsets: tf.Tensor1D): tf.Tensor1D {
  const groups = offsets.size - 1;
  return runShader({
    name: 'groupedOuter present',
    inputs: { offsets },
    output: { shape: [groups], dtype: 'int32' },
    uniforms: { size: groups },
    ...eachNumber(groups, 'result[at] = select(-1, at, offsets[at + 1] > offsets[at]);'),
  });
}
