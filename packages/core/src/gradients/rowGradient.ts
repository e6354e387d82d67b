import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of a table by its rows: those that it doesn't name have none, and cost nothing.
 *
 * Its length is static, so that no device has to be read back; where a device
 * can't know beforehand which rows there will be, some entries are empty.
 */
export type RowGradient = {
  readonly kind: 'rows';
  /** int32 [entries]: the row of each entry, none twice; −1 where an entry is empty. */
  readonly rows: tf.Tensor1D;
  /** float32 [entries, …the shape of a row]; anything where an entry is empty. */
  readonly values: tf.Tensor;
};

/** The gradient of a parameter: a tensor of its shape, or the rows of a table that were used. */
export type Gradient = tf.Tensor | RowGradient;

/** Tells the two kinds of gradient apart. */
export function isRowGradient(gradient: Gradient): gradient is RowGradient {
  return 'kind' in gradient && gradient.kind === 'rows';
}

/** All tensors of a gradient, to be kept or freed. */
export function gradientTensors(gradient: Gradient): tf.Tensor[] {
  return isRowGradient(gradient) ? [gradient.rows, gradient.values] : [gradient];
}

/** The same gradient in tensors of its own. */
export function cloneRows({ kind, rows, values }: RowGradient): RowGradient {
  return { kind, rows: tf.clone(rows), values: tf.clone(values) };
}

/** Frees gradients. */
export function disposeRows(gradients: readonly RowGradient[]): void {
  for (const gradient of gradients) tf.dispose(gradientTensors(gradient));
}
