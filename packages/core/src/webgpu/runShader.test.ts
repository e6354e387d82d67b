import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectClose } from '../testing/index.js';
import { emptyTensor } from './backend.js';
import { runInPlace, runShader, workgroupsFor } from './runShader.js';

describe('shaders', () => {
  beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

  it('take tensors, integers and floats, and make a tensor', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = runShader({
      name: 'test scale',
      inputs: { x },
      output: { shape: [3], dtype: 'float32' },
      uniforms: { size: 3, shift: 10 },
      floats: { factor: 0.5 },
      workgroupSize: [64, 1, 1],
      workgroups: workgroupsFor(3, 64),
      code: `fn main(index : i32) {
        if (index < uniforms.size) { result[index] = uniforms.factor * x[index] + f32(uniforms.shift); }
      }`,
    });
    await expectClose(y, [10.5, 11, 11.5]);
    tf.dispose([x, y]);
  });

  it('write into tensors, one after the other, and see four numbers at once', async () => {
    const [x, y] = [tf.tensor1d([1, 2, 3, 4]), emptyTensor([4])];
    expect(await x.data()).toEqual(Float32Array.of(1, 2, 3, 4)); // a read value must not hide the new one
    for (const step of [1, 2]) {
      runInPlace({
        name: 'test add',
        inputs: {},
        targets: { x, y },
        uniforms: { step },
        vectors: ['x', 'y'],
        workgroupSize: [1, 1, 1],
        workgroups: [1, 1, 1],
        code: 'fn main(index : i32) { x[index] += f32(uniforms.step); y[index] = x[index] * x[index]; }',
      });
    }
    await expectClose(x, [4, 5, 6, 7]);
    await expectClose(y, [16, 25, 36, 49]);
    tf.dispose([x, y]);
  });

  it('make a tensor without numbers without running', async () => {
    const y = runShader({
      name: 'test nothing',
      inputs: {},
      output: { shape: [0, 3], dtype: 'int32' },
      uniforms: { size: 0 },
      workgroupSize: [1, 1, 1],
      workgroups: [1, 1, 1],
      code: 'fn main(index : i32) {}',
    });
    expect([y.shape, y.dtype, (await y.data()).length]).toEqual([[0, 3], 'int32', 0]);
    y.dispose();
  });
});
