import * as tf from '@tensorflow/tfjs-core';
import type { KeyWords } from '../../key.js';
import { nativeOps, runNative } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { floatAttribute } from '../../tensorflow.js';
import { streamOf } from '../stream.js';
import { dropWithPlainOps } from './plain.js';

const drop: OpFunction<{ x: tf.Tensor }, { key: KeyWords; rate: number }> = ({ x }, { key, rate }) => [
  (nativeOps('core') ? dropNatively : dropWithPlainOps)(x, key, rate),
];

/** Draws and drops in one pass (`native/dropout.cc`). */
function dropNatively(x: tf.Tensor, key: KeyWords, rate: number): tf.Tensor {
  const { key: words, counter } = streamOf(key);
  const stream = tf.tensor1d(Int32Array.from([...words, ...counter]), 'int32');
  return runNative('OutrageousDropout', [x, stream], 1, [floatAttribute('rate', rate)])[0];
}

export const tensorflow = { drop };
