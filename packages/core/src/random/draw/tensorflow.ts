import * as tf from '@tensorflow/tfjs-core';
import { rawOp, typeAttribute } from '../../tensorflow.js';
import type { DrawAttributes } from './attributes.js';

/** Draws with TensorFlow's stateless ops, whose generator is Philox too. */
export function drawWithTensorflow({ distribution, key, shape }: DrawAttributes): tf.Tensor {
  return rawOp(
    distribution === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal',
    [typeAttribute('dtype', 'float32'), typeAttribute('T', 'int32'), typeAttribute('Tseed', 'int32')],
    tf.tensor1d(Int32Array.from(shape), 'int32'),
    tf.tensor1d(Int32Array.of(key[0] | 0, key[1] | 0), 'int32'),
  );
}
