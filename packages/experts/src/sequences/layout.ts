import * as tf from '@tensorflow/tfjs-core';

/** [time, sequences, d] as [sequences, time · d]: one row for each sequence. */
export function sequencesFirst(steps: tf.Tensor3D): tf.Tensor2D {
  const [time, sequences, width] = steps.shape;
  return tf.reshape(tf.transpose(steps, [1, 0, 2]), [sequences, time * width]);
}

/** [sequences, time · d] as [time, sequences, d]. */
export function stepsFirst(rows: tf.Tensor2D, time: number): tf.Tensor3D {
  const [sequences, numbers] = rows.shape;
  return tf.transpose(tf.reshape<tf.Rank.R3>(rows, [sequences, time, numbers / time]), [1, 0, 2]);
}

/** @throws Error that says what rows were needed */
export function checkSequences(name: string, rows: tf.Tensor2D, time: number, width?: number): void {
  const fits = width === undefined ? rows.shape[1] % time === 0 : rows.shape[1] === time * width;
  if (fits) return;
  throw new Error(
    `${name}: got rows [${rows.shape}], needs whole sequences of ${time} steps, ` +
      `[sequences, ${time} · ${width ?? 'd'}]; make all parts for sequences of one length`,
  );
}

/** @throws Error that says what input was needed */
export function checkSteps(name: string, { shape }: tf.Tensor3D, width: number): void {
  if (shape[2] === width) return;
  throw new Error(
    `${name}: got an input [${shape}], needs [time, batch, ${width}]; make it with the width of its input`,
  );
}
