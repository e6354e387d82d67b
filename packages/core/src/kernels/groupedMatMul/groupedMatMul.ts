import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '../../gate.js';
import { nativeOps } from '../../native.js';
import type { OpFunction } from '../../op.js';
import { defineOp } from '../../op.js';
import { isTable, type Rows, type Table, valuesOf } from '../../table.js';
import { groupedOuterOp, outerByRows } from './groupedOuter.js';
import { multiplyGroups } from './host.js';
import { relu, reluGradient } from '../relu/relu.js';
import { multiplyOnWebGpu } from './multiplyWebgpu.js';
import { multiplyNatively } from './native.js';

/** Rows sorted by group, and where each group begins. */
type Sorted = { rows: tf.Tensor2D; offsets: tf.Tensor1D };

type Inputs = Sorted & { weights: tf.Tensor3D };

type Attributes = { transposed: boolean; activation: Activation };

type Activation = 'none' | 'relu';

const groupedMatMulOp: OpFunction<Inputs, Attributes> = defineOp<Inputs, Attributes>({
  name: 'OutrageousGroupedMatMul',
  inputs: ['rows', 'weights', 'offsets'],
  reference: multiplyOnHost,
  kernels: {
    tensorflow: (inputs, attributes) => (nativeOps('core') ? multiplyNatively : multiplyOnHost)(inputs, attributes),
    webgpu: (inputs, attributes) => [multiplyOnWebGpu({ ...inputs, ...attributes })],
  },
  gradient: ([dy], { inputs: { rows, weights, offsets }, outputs: [y] }, { transposed, activation }) => {
    const dz = beforeActivation(dy, y, activation);
    return {
      rows: () => rowGradient(dz, weights, offsets, !transposed),
      weights: () => {
        const [left, right] = transposed ? [dz, rows] : [rows, dz];
        return groupedOuterOp({ left, right, offsets }, {})[0];
      },
    };
  },
});

function multiplyOnHost({ rows, weights, offsets }: Inputs, { transposed, activation }: Attributes): tf.Tensor[] {
  const products = multiplyGroups(rows, weights, offsets, transposed);
  return [activation === 'relu' ? relu(products) : products];
}

/** The gradient of the products from that of what the activation made of them. */
function beforeActivation(dy: tf.Tensor, y: tf.Tensor, activation: Activation): tf.Tensor2D {
  return (activation === 'relu' ? reluGradient(dy, y) : dy) as tf.Tensor2D;
}

function rowGradient(rows: tf.Tensor2D, weights: tf.Tensor3D, offsets: tf.Tensor1D, transposed: boolean): tf.Tensor {
  return groupedMatMulOp({ rows, weights, offsets }, { transposed, activation: 'none' })[0];
}

/** The same with matrices from a table, whose gradient names the groups that have rows. */
const tableMatMulOp = defineOp<Sorted & { handle: tf.Scalar }, { table: Table<tf.Rank.R3>; activation: Activation }>({
  name: 'OutrageousTableMatMul',
  inputs: ['rows', 'offsets', 'handle'],
  reference: ({ rows, offsets }, { table, activation }) =>
    groupedMatMulOp({ rows, weights: table.values, offsets }, { transposed: false, activation }),
  gradient: ([dy], { inputs: { rows, offsets }, outputs: [y] }, { table, activation }) => {
    const dz = beforeActivation(dy, y, activation);
    return {
      rows: () => rowGradient(dz, table.values, offsets, true),
      handle: () => table.collect(outerByRows(rows, dz, offsets)),
    };
  },
});

/** What {@link groupedMatMul} may do beside multiplying. */
export interface GroupedMatMulOptions {
  /** `relu`: max(0, ·) of each product, in the same pass; `none` where it isn't said. */
  readonly activation?: Activation;
}

/**
 * Each row times its group's matrix: y_i = f(x_i · W_group(i)), where f is the identity or max(0, ·).
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
 * const hidden = groupedMatMul(grouped, rowsOf(parameters.hidden), { activation: 'relu' });
 * ```
 */
export function groupedMatMul(
  { rows, offsets, groups }: Pick<Grouped, 'rows' | 'offsets' | 'groups'>,
  weights: Rows<tf.Rank.R3>,
  { activation = 'none' }: GroupedMatMulOptions = {},
): tf.Tensor2D {
  const [matrices, width] = valuesOf(weights).shape;
  if (matrices !== groups || width !== rows.shape[1]) {
    throw new Error(
      `groupedMatMul: rows [${rows.shape}] in ${groups} groups need weights [${groups}, ${rows.shape[1]}, h], got [${valuesOf(weights).shape}]`,
    );
  }
  if (isTable(weights)) {
    return tableMatMulOp({ rows, offsets, handle: weights.handle }, { table: weights, activation })[0] as tf.Tensor2D;
  }
  if (groups === 1) return tf.tidy(() => denseMatMul(rows, weights, activation));
  return groupedMatMulOp({ rows, weights, offsets }, { transposed: false, activation })[0] as tf.Tensor2D;
}

/** One matrix for all rows: the device's own product. */
function denseMatMul(rows: tf.Tensor2D, weights: tf.Tensor3D, activation: Activation): tf.Tensor2D {
  const products = tf.matMul<tf.Tensor2D>(rows, tf.squeeze(weights, [0]));
  return activation === 'relu' ? relu(products) : products;
}
