import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../relu/relu.js';
import type { GroupedProduct } from './product.js';

/** One plain matrix product per group that has rows. */
export function multiplyOnHost({ rows, weights, offsets, transposed, bias, activation }: GroupedProduct): tf.Tensor2D {
  const present = groupsWithRows(rows, offsets);
  if (present.length === 0) return tf.zeros([0, weights.shape[transposed ? 1 : 2]]);
  const matrices = apart(weights);
  const vectors = bias && apart(bias);
  const parts = splitRows(rows, present);
  const sums = present.map(({ group }, i) => {
    const products: tf.Tensor2D = tf.matMul(parts[i], matrices[group], false, transposed);
    return vectors ? tf.add<tf.Tensor2D>(products, vectors[group]) : products;
  });
  return activation === 'relu' ? relu(joinRows(sums)) : joinRows(sums);
}

/** The groups that have rows, and for each one product of its transposed rows with its rows. */
export function outerProducts(
  left: tf.Tensor2D,
  right: tf.Tensor2D,
  offsets: tf.Tensor1D,
): [groups: tf.Tensor1D, products: tf.Tensor] {
  const present = groupsWithRows(left, offsets);
  const groups = tf.tensor1d(
    Int32Array.from(present, ({ group }) => group),
    'int32',
  );
  if (present.length === 0) return [groups, tf.zeros([0, left.shape[1], right.shape[1]])];
  const lefts = splitRows(left, present);
  const rights = splitRows(right, present);
  const sums = lefts.map((part, i) => tf.matMul<tf.Tensor2D>(part, rights[i], true, false));
  return [groups, sums.length === 1 ? tf.expandDims(sums[0]) : tf.stack(sums)];
}

interface GroupSize {
  readonly group: number;
  readonly size: number;
}

/** A single group has all rows; the sizes of several are read. */
function groupsWithRows({ shape: [slots] }: tf.Tensor2D, offsets: tf.Tensor1D): GroupSize[] {
  if (slots === 0) return [];
  if (offsets.size === 2) return [{ group: 0, size: slots }];
  const starts = offsets.dataSync<'int32'>();
  const sizes = Array.from({ length: starts.length - 1 }, (_, group) => ({
    group,
    size: starts[group + 1] - starts[group],
  }));
  return sizes.filter(({ size }) => size > 0);
}

function splitRows(rows: tf.Tensor2D, present: readonly GroupSize[]): tf.Tensor2D[] {
  if (present.length === 1) return [rows];
  return tf.split(
    rows,
    present.map(({ size }) => size),
  );
}

/** The parts of a stack. A single one isn't copied. */
function apart(stack: tf.Tensor): tf.Tensor[] {
  return stack.shape[0] === 1 ? [tf.squeeze(stack, [0])] : tf.unstack(stack);
}

function joinRows(parts: tf.Tensor2D[]): tf.Tensor2D {
  return parts.length === 1 ? parts[0] : tf.concat(parts);
}
