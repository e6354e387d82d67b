import * as tf from '@tensorflow/tfjs-core';
import { intAttribute, rawOp, rawOps, typeAttribute } from '../../tensorflow.js';

/** TensorFlow's own gather; `tf.gather` would read the indices back and loop over them in JavaScript. */
export function gatherWithTensorflow(rows: tf.Tensor, index: tf.Tensor1D): tf.Tensor {
  const types = [
    typeAttribute('Tparams', rows.dtype === 'int32' ? 'int32' : 'float32'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Taxis', 'int32'),
  ];
  return rawOp('GatherV2', [intAttribute('batch_dims', 0), ...types], rows, index, tf.scalar(0, 'int32'));
}

/** TensorFlow's own op: the different numbers of an index, and for each entry which of them it is. */
export function uniqueWithTensorflow(index: tf.Tensor1D): { rows: tf.Tensor1D; position: tf.Tensor1D } {
  const types = [typeAttribute('T', 'int32'), typeAttribute('out_idx', 'int32')];
  const [rows, position] = rawOps<[tf.Tensor1D, tf.Tensor1D]>('Unique', types, [index], 2);
  return { rows, position };
}
