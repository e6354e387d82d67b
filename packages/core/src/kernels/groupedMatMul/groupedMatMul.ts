import { tensorflow } from '#tensorflow/kernels/groupedMatMul';
import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '../../grouped.js';
import { defineOp, type OpFunction } from '../../op/op.js';
import { inUse, isTable, type Rows, type Table, valuesOf } from '../../gradients/table.js';
import { reluGradient } from '../relu/relu.js';
import { groupedOuter } from './groupedOuter.js';
import { multiplyOnHost } from './host.js';
import { multiplyOnWebGpu } from './multiplyWebgpu.js';
import { type Activation, type Attributes, type Inputs, productOf } from './product.js';

const plainOp = productOp('OutrageousGroupedMatMul', ['rows', 'offsets', 'weights']);
const biasedOp = productOp('OutrageousBiasedGroupedMatMul', ['rows', 'offsets', 'weights', 'bias']);

function productOp(name: string, inputs: readonly (keyof Inputs)[]): OpFunction<Inputs, Attributes, [tf.Tensor2D]> {
  return defineOp<Inputs, Attributes, [tf.Tensor2D]>({
    name,
    inputs,
    reference: (given, attributes) => [multiplyOnHost(productOf(given, attributes))],
    kernels: {
      tensorflow: tensorflow.product,
      webgpu: (given, attributes) => [multiplyOnWebGpu(productOf(given, attributes))],
    },
    gradient: ([dy], { inputs: given, outputs: [y] }, attributes) => {
      const { rows, offsets, weights, transposed, activation } = productOf(given, attributes);
      const dz = (activation === 'relu' ? reluGradient(dy, y) : dy) as tf.Tensor2D;
      const [left, right] = transposed ? [dz, rows] : [rows, dz];
      return {
        rows: () => plainOp({ rows: dz, offsets, weights }, { transposed: !transposed, activation: 'none' })[0],
        weights: () => sumsOf(left, right, offsets, attributes.matrices),
        bias: () => biasGradient(dz, offsets, attributes.vectors),
      };
    },
  });
}

/** Each group's outer products, summed: as a tensor, or collected by a table, which needs those of groups with rows alone. */
function sumsOf(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D, table?: Table): tf.Tensor {
  return table ? table.collect(table.ops.outer(left, right, offsets)) : groupedOuter(left, right, offsets);
}

/** Each group's rows, summed: the outer product with ones. */
function biasGradient(dz: tf.Tensor2D, offsets: tf.Tensor1D, table?: Table): tf.Tensor {
  const ones = tf.ones<tf.Rank.R2>([dz.shape[0], 1]);
  if (!table) return tf.squeeze(groupedOuter(ones, dz, offsets), [1]);
  const { values, ...sums } = table.ops.outer(ones, dz, offsets);
  return table.collect({ ...sums, values: tf.squeeze(values, [1]) });
}

/** What {@link groupedMatMul} may do beside multiplying, in the same pass. */
export interface GroupedMatMulOptions {
  /** float32 [groups, h], or a table of such vectors: added to each product; nothing where it isn't said. */
  readonly bias?: Rows<tf.Rank.R2>;
  /** `relu`: max(0, ·) of each sum; `none` where it isn't said. */
  readonly activation?: Activation;
}

/**
 * Each row times its group's matrix: y_i = f(x_i · W_group(i) + b_group(i)), where f is the identity or max(0, ·).
 *
 * Costs what the rows that exist cost: groups without rows take no time forward,
 * and nothing is padded.
 *
 * @param grouped rows [slots, d], sorted by group
 * @param weights float32 [groups, d, h], or a table of such matrices, whose gradient
 *   costs nothing for groups without rows
 * @returns [slots, h]; gradients flow to the rows, the weights and the bias
 * @throws Error when the shapes don't fit
 * @example
 * ```ts
 * const hidden = groupedMatMul(grouped, rowsOf(parameters.hidden), { activation: 'relu' });
 * ```
 */
export function groupedMatMul(
  { rows, offsets, groups }: Pick<Grouped, 'rows' | 'offsets' | 'groups'>,
  weights: Rows<tf.Rank.R3>,
  { bias, activation = 'none' }: GroupedMatMulOptions = {},
): tf.Tensor2D {
  const [matrices, vectors] = [inUse(weights), bias && inUse(bias)];
  const [count, width, outputWidth] = valuesOf(matrices).shape;
  if (count !== groups || width !== rows.shape[1]) {
    throw new Error(
      `groupedMatMul: rows [${rows.shape}] in ${groups} groups need weights [${groups}, ${rows.shape[1]}, h], got [${valuesOf(matrices).shape}]`,
    );
  }
  const how = { transposed: false, activation, ...(isTable(matrices) && { matrices }) };
  const inputs = { rows, offsets, weights: onTape(matrices) };
  if (!vectors) return plainOp(inputs, how)[0];
  const [biases, entries] = valuesOf(vectors).shape;
  if (biases !== groups || entries !== outputWidth) {
    throw new Error(
      `groupedMatMul: weights [${valuesOf(matrices).shape}] need a bias [${groups}, ${outputWidth}], got [${valuesOf(vectors).shape}]`,
    );
  }
  return biasedOp({ ...inputs, bias: onTape(vectors) }, { ...how, ...(isTable(vectors) && { vectors }) })[0];
}

/** What stands for rows on the tape. */
function onTape(rows: Rows): tf.Tensor {
  return isTable(rows) ? rows.handle : rows;
}
