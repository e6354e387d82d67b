import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { key } from '../../key.js';
import { normal } from '../../random/draw/draw.js';
import { expectGradients } from '../../testing/index.js';
import { groupedMatMul } from './groupedMatMul.js';

it('has the gradients of finite differences', async () => {
  const rows = normal(key(0), [5, 3]) as tf.Tensor2D;
  const weights = normal(key(1), [4, 3, 2]) as tf.Tensor3D;
  const offsets = tf.tensor1d([0, 2, 2, 5, 5], 'int32');
  const loss = (x: tf.Tensor2D, w: tf.Tensor3D) =>
    tf.sum<tf.Scalar>(tf.square(groupedMatMul({ rows: x, offsets, groups: 4 }, w)));
  await expectGradients(loss, [rows, weights] as const);
  tf.dispose([rows, weights, offsets]);
});
