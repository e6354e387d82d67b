import * as tf from '@tensorflow/tfjs-core';
import type { OpFunction } from '../../op/op.js';
import { rawOp, typeAttribute } from '../../tensorflow.js';
import type { DrawAttributes } from './attributes.js';

const draw: OpFunction<Record<string, never>, DrawAttributes> = (_inputs, attributes) => {
  const { factor, shift } = attributes;
  const standard = drawWithTensorflow(attributes);
  const spread = factor === 1 ? standard : tf.mul(standard, factor);
  return [shift === 0 ? spread : tf.add(spread, shift)];
};

/** Draws with TensorFlow's stateless ops, whose generator is Philox too. */
function drawWithTensorflow({ distribution, key, shape }: DrawAttributes): tf.Tensor {
  return rawOp(
    distribution === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal',
    [typeAttribute('dtype', 'float32'), typeAttribute('T', 'int32'), typeAttribute('Tseed', 'int32')],
    tf.tensor1d(Int32Array.from(shape), 'int32'),
    tf.tensor1d(Int32Array.of(key[0] | 0, key[1] | 0), 'int32'),
  );
}

export const tensorflow = { draw };
