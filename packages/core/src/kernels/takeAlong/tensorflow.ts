import * as tf from '@tensorflow/tfjs-core';
import { intAttribute, rawOp, requireIndexOnHost, typeAttribute } from '../../tensorflow.js';
import type { OpFunction } from '../../op/op.js';
import { segmentSumWithTensorflow } from '../segmentSum/tensorflow.js';

/** TensorFlow's own batched gather. */
const takeAlong: OpFunction<{ x: tf.Tensor2D; indices: tf.Tensor2D }, unknown, [tf.Tensor2D]> = ({ x, indices }) => {
  const types = [
    typeAttribute('Tparams', 'float32'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Taxis', 'int32'),
  ];
  requireIndexOnHost(indices, x.shape[1], 'column');
  return [rawOp<tf.Tensor2D>('GatherV2', [intAttribute('batch_dims', 1), ...types], x, indices, tf.scalar(1, 'int32'))];
};

/** A segment sum over all numbers of the result. */
const putAlong: OpFunction<{ values: tf.Tensor2D; indices: tf.Tensor2D }, { columns: number }, [tf.Tensor2D]> = (
  { values, indices },
  { columns },
) => {
  const rows = indices.shape[0];
  const rowStarts = tf.tensor2d(
    Int32Array.from({ length: rows }, (_, row) => row * columns),
    [rows, 1],
    'int32',
  );
  const sums = segmentSumWithTensorflow(
    tf.reshape(values, [-1]),
    tf.reshape(tf.add(indices, rowStarts), [-1]),
    rows * columns,
  );
  return [tf.reshape(sums, [rows, columns])];
};

export const tensorflow = { takeAlong, putAlong };
