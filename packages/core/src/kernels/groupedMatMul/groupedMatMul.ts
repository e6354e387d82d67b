import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '../../gate.js';
import { nativeOps } from '../../native.js';
import type { OpFunction } from '../../op.js';
import { defineOp } from '../../op.js';
import { isTable, type Rows, type Table, valuesOf } from '../../table.js';
import { groupedOuterOp, outerByRows } from './groupedOuter.js';
import { multiplyGroups } from './host.js';
import { multiplyOnWebGpu } from './multiplyWebgpu.js';
import { multiplyNatively } from './native.js';

/** Rows sorted by group, and where each group begins. */
type Sorted = { rows: tf.Tensor2D; offsets: tf.Tensor1D };

type Inputs = Sorted & { weights: tf.Tensor3D };

type Attributes = { transposed: boolean };

const groupedMatMulOp: OpFunction<Inputs, Attributes> = defineOp<Inputs, Attributes>({
  name: 'OutrageousGroupedMatMul',
  inputs: ['rows', 'weights', 'offsets'],
  reference: ({ rows, weights, offsets }, { transposed }) => [multiplyGroups(rows, weights, offsets, transposed)],
  kernels: {
    tensorflow: ({ rows, weights, offsets }, { transposed }) => [
      (nativeOps('core') ? multiplyNatively : multiplyGroups)(rows, weights, offsets, transposed),
    ],
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

/** The same with matrices from a table, whose gradient names the groups that have rows. */
const tableMatMulOp = defineOp<Sorted & { handle: tf.Scalar }, { table: Table<tf.Rank.R3> }>({
  name: 'OutrageousTableMatMul',
  inputs: ['rows', 'offsets', 'handle'],
  reference: ({ rows, offsets }, { table }) =>
    groupedMatMulOp({ rows, weights: table.values, offsets }, { transposed: false }),
  gradient: ([dy], { inputs: { rows, offsets } }, { table }) => ({
    rows: () => groupedMatMulOp({ rows: dy as tf.Tensor2D, weights: table.values, offsets }, { transposed: true })[0],
    handle: () => table.collect(outerByRows(rows, dy as tf.Tensor2D, offsets)),
  }),
});

/**
 * Each row times its group's matrix: y_i = x_i · W_group(i).
 *
 * Costs what the rows that exist cost: groups without rows take no time forward,
 * and nothing is padded.
 *
 * @param grouped rows [slots, d], sorted by group
 * @param weights float32 [groups, d, h], or a table of such matrices, whose gradient
 *   costs nothing for groups without rows
 * @returns [slots, h]; gradients flow to the rows and the weights
 * @throws Error when the shapes don't fit
 * @example
 * ```ts
 * const hidden = tf.relu(groupedMatMul(grouped, rowsOf(parameters.hidden)));
 * ```
 */
export function groupedMatMul(
  { rows, offsets, groups }: Pick<Grouped, 'rows' | 'offsets' | 'groups'>,
  weights: Rows<tf.Rank.R3>,
): tf.Tensor2D {
  const [matrices, width, outputWidth] = valuesOf(weights).shape;
  if (matrices !== groups || width !== rows.shape[1]) {
    throw new Error(
      `groupedMatMul: rows [${rows.shape}] in ${groups} groups need weights [${groups}, ${rows.shape[1]}, h], got [${valuesOf(weights).shape}]`,
    );
  }
  if (isTable(weights)) {
    return tableMatMulOp({ rows, offsets, handle: weights.handle }, { table: weights })[0] as tf.Tensor2D;
  }
  if (groups === 1) return tf.tidy(() => tf.matMul(rows, tf.reshape(weights, [width, outputWidth])));
  return groupedMatMulOp({ rows, weights, offsets }, { transposed: false })[0] as tf.Tensor2D;
}
