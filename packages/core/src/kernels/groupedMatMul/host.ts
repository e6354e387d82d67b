import * as tf from '@tensorflow/tfjs-core';

/** One plain matrix product per group that has rows. */
export function multiplyGroups(
  rows: tf.Tensor2D,
  weights: tf.Tensor3D,
  offsets: tf.Tensor1D,
  transposed: boolean,
): tf.Tensor2D {
  const present = groupsWithRows(offsets);
  if (present.length === 0) return tf.zeros([0, weights.shape[transposed ? 1 : 2]]);
  const matrices = tf.unstack(weights);
  const parts = splitRows(rows, present);
  return tf.concat(
    present.map(({ group }, i) => tf.matMul<tf.Tensor2D>(parts[i], matrices[group] as tf.Tensor2D, false, transposed)),
  );
}

/** The groups that have rows, and for each one product of its transposed rows with its rows. */
export function outerProducts(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D): tf.Tensor[] {
  const present = groupsWithRows(offsets);
  const groups = tf.tensor1d(
    Int32Array.from(present, ({ group }) => group),
    'int32',
  );
  if (present.length === 0) return [groups, tf.zeros([0, left.shape[1], right.shape[1]])];
  const lefts = splitRows(left, present);
  const rights = splitRows(right, present);
  return [groups, tf.stack(lefts.map((part, i) => tf.matMul(part, rights[i], true, false)))];
}

interface GroupSize {
  readonly group: number;
  readonly size: number;
}

function groupsWithRows(offsets: tf.Tensor1D): GroupSize[] {
  const starts = offsets.dataSync<'int32'>();
  const sizes = Array.from({ length: starts.length - 1 }, (_, group) => ({
    group,
    size: starts[group + 1] - starts[group],
  }));
  return sizes.filter(({ size }) => size > 0);
}

function splitRows(rows: tf.Tensor2D, present: readonly GroupSize[]): tf.Tensor2D[] {
  return present.length === 0
    ? []
    : tf.split(
        rows,
        present.map(({ size }) => size),
      );
}
