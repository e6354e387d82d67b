import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { intAttribute, rawOp, requireIndexOnHost, typeAttribute } from '../../tensorflow.js';
import type { Vectors } from '../segmentSum/vectors.js';
import { gatherNatively } from './native.js';

/** TensorFlow's own gather; `tf.gather` would read the indices back and loop over them in JavaScript. */
function gatherWithTensorflow(rows: tf.Tensor, index: tf.Tensor1D): tf.Tensor {
  const types = [
    typeAttribute('Tparams', rows.dtype === 'int32' ? 'int32' : 'float32'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Taxis', 'int32'),
  ];
  requireIndexOnHost(index, rows.shape[0], 'row');
  return rawOp('GatherV2', [intAttribute('batch_dims', 0), ...types], rows, index, tf.scalar(0, 'int32'));
}

const gatherRows: OpFunction<{ rows: Vectors; index: tf.Tensor1D }, unknown> = ({ rows, index }) => [
  (nativeOps('core') ? gatherNatively : gatherWithTensorflow)(rows, index),
];

export const tensorflow = { gatherRows };
