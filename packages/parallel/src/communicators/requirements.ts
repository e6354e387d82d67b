import type * as tf from '@tensorflow/tfjs-core';

/** What requirements know of a group. */
interface Group {
  readonly size: number;
}

/** @throws RangeError unless `root` is a rank of the group. */
export function requireRoot({ size }: Group, root: number): void {
  if (Number.isInteger(root) && root >= 0 && root < size) return;
  const ranks = size === 1 ? 'the only rank is 0' : `ranks are 0 to ${size - 1}`;
  throw new RangeError(`broadcast: root ${root} is not a rank of this communicator; ${ranks}`);
}

/** @throws RangeError unless there is one count for each rank. */
export function requireCounts({ size }: Group, { shape }: tf.Tensor1D): void {
  if (shape.length === 1 && shape[0] === size) return;
  const ranks = size === 1 ? '1 rank' : `${size} ranks`;
  throw new RangeError(`allToAll: got counts [${shape}] for ${ranks}; needs one count per rank, int32 [${size}]`);
}

/** @throws RangeError unless counts, none of them negative, sum to the number of rows. */
export function requireSum(counts: Int32Array, { shape }: tf.Tensor): void {
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum === shape[0] && counts.every((count) => count >= 0)) return;
  throw new RangeError(
    `allToAll: got counts [${counts.join()}] for rows [${shape}]; needs counts from 0 up that sum to ${shape[0]}`,
  );
}

/** @throws RangeError for a scalar, which has no rows. */
export function requireRows(operation: string, { shape }: tf.Tensor): void {
  if (shape.length > 0) return;
  throw new RangeError(`${operation}: got a scalar, needs rows; give it a first axis with tf.expandDims`);
}

/** @throws TypeError unless the tensor's dtype is among `dtypes`. */
export function requireDtype(operation: string, { dtype }: tf.Tensor, dtypes: readonly tf.DataType[]): void {
  if (dtypes.includes(dtype)) return;
  throw new TypeError(`${operation}: got a tensor of ${dtype}, needs ${dtypes.join(' or ')}; convert it with tf.cast`);
}

/** @throws RangeError unless the color is a whole number from 0 up. */
export function requireColor(color: number): void {
  if (Number.isInteger(color) && color >= 0 && color < 2 ** 31) return;
  throw new RangeError(`split: got the color ${color}, needs a whole number from 0 to 2^31 - 1`);
}
