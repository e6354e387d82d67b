import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it } from 'vitest';
import { runShader } from '../webgpu/runShader.js';
import { countDispatches } from './countDispatches.js';

beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

it('counts our shaders and those of TensorFlow.js by name', async () => {
  const x = tf.ones([300, 300]);
  const made: tf.Tensor[] = [];
  const work = () => {
    made.push(tf.add(x, x), tf.mul(x, x), ours(x));
  };
  const counts = await countDispatches(work);
  expect(Object.fromEntries(counts)).toMatchObject({ 'test first': 1, BinaryOpProgram: 2 });
  tf.dispose([x, ...made]);
});

it('stops counting when the work is done, or fails', async () => {
  const counts = countDispatches(() => Promise.reject(new Error('stop')));
  await expect(counts).rejects.toThrow('stop');
  expect(GPUComputePassEncoder.prototype.dispatchWorkgroups.toString()).not.toContain('counts');
});

function ours(x: tf.Tensor): tf.Tensor {
  return runShader({
    name: 'test first',
    inputs: { x },
    output: { shape: [1], dtype: 'float32' },
    uniforms: { first: 0 },
    workgroupSize: [1, 1, 1],
    workgroups: [1, 1, 1],
    code: 'fn main(index : i32) { result[index] = x[uniforms.first]; }',
  });
}
