import * as tf from '@tensorflow/tfjs-core';
import type { OpFunction } from '../../op/op.js';
import { rawOp, typeAttribute } from '../../tensorflow.js';
import type { DrawAttributes } from './attributes.js';

/** Draws with one of TensorFlow's stateless ops, whose generator is Philox too. */
function drawWith(name: string): OpFunction<Record<string, never>, DrawAttributes> {
  return (_inputs, { key, shape, factor, shift }) => {
    const standard = rawOp(
      name,
      [typeAttribute('dtype', 'float32'), typeAttribute('T', 'int32'), typeAttribute('Tseed', 'int32')],
      tf.tensor1d(Int32Array.from(shape), 'int32'),
      tf.tensor1d(Int32Array.of(key[0] | 0, key[1] | 0), 'int32'),
    );
    const spread = factor === 1 ? standard : tf.mul(standard, factor);
    return [shift === 0 ? spread : tf.add(spread, shift)];
  };
}

export const tensorflow = { uniform: drawWith('StatelessRandomUniform'), normal: drawWith('StatelessRandomNormal') };
