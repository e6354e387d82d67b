import * as tf from '@tensorflow/tfjs-core';

/** A sequence, and the state before it. */
interface Sequence {
  /** float32 [time, batch, width] */
  readonly x: tf.Tensor3D;
  /** float32 [batch, hidden width] */
  readonly hidden: tf.Tensor2D;
}

/** Whether the batch is of 0: TensorFlow.js can't split and join what then comes of each step. */
export function isWithoutRows({ x }: Sequence): boolean {
  return x.shape[1] === 0;
}

/** The hidden states of such a batch, [time, 0, hidden width]. */
export function statesWithoutRows({ x, hidden }: Sequence): tf.Tensor3D {
  return tf.zeros([x.shape[0], ...hidden.shape]);
}
