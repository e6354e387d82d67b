import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '../../gate.js';
import type { OpFunction } from '../../op.js';
import { defineOp } from '../../op.js';
import { groupedOuterOp } from './groupedOuter.js';
import { multiplyGroups } from './host.js';
import { multiplyOnWebGpu } from './multiplyWebgpu.js';

type Inputs = { rows: tf.Tensor2D; weights: tf.Tensor3D; offsets: tf.Tensor1D };

type Attributes = { transposed: boolean };

const groupedMatMulOp: OpFunction<Inputs, Attributes> = defineOp<Inputs, Attributes>({
  name: 'OutrageousGroupedMatMul',
  inputs: ['rows', 'weights', 'offsets'],
  reference: ({ rows, weights, offsets }, { transposed }) => [multiplyGroups(rows, weights, offsets, transposed)],
  kernels: {
    webgpu: ({ rows, weights, offsets }, { transposed }) => [multiplyOnWebGpu({ rows, weights, offsets, transposed })],
  },
  gradient: ([dy], { inputs: { rows, weights, offsets } }, { transposed }) => ({
    rows: () => groupedMatMulOp({ rows: dy as tf.Tensor2D, weights, offsets }, { transposed: !transposed })[0],
    weights: () => {
      const [left, right] = transposed ? [dy, rows] : [rows, dy];
      return groupedOuterOp({ left: left as tf.Tensor2D, right: right as tf.Tensor2D, offsets }, {})[0];
    },
  }),
});

/**
 * Each row times its group's matrix: y_i = x_i · W_group(i).
 *
 * Costs what the rows that exist cost: groups without rows take no time forward,
 * and nothing is padded.
 *
 * @param grouped rows [slots, d], sorted by group
 * @param weights float32 [groups, d, h]
 * @returns [slots, h]; gradients flow to the rows and the weights, zero for groups without rows
 * @throws Error when the shapes don't fit
 * @example
 * ```ts
 * const hidden = tf.relu(groupedMatMul(grouped, parameters.hidden.read()));
 * ```
 */
export function groupedMatMul(
  { rows, offsets, groups }: Pick<Grouped, 'rows' | 'offsets' | 'groups'>,
  weights: tf.Tensor3D,
): tf.Tensor2D {
  const [matrices, width, outputWidth] = weights.shape;
  if (matrices !== groups || width !== rows.shape[1]) {
    throw new Error(
      `groupedMatMul: rows [${rows.shape}] in ${groups} groups need weights [${groups}, ${rows.shape[1]}, h], got [${weights.shape}]`,
    );
  }
  if (groups === 1) return tf.tidy(() => tf.matMul(rows, tf.reshape(weights, [width, outputWidth])));
  return groupedMatMulOp({ rows, weights, offsets }, { transposed: false })[0] as tf.Tensor2D;
}
