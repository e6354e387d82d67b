import * as tf from '@tensorflow/tfjs-core';

/** [time, batch, n] as [time · batch, n]. */
export function overSteps(values: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = values.shape;
  return tf.reshape(values, [time * batch, width]);
}

/** The value before each step: the initial one, then those of all steps but the last. */
export function before(values: tf.Tensor3D, initial: tf.Tensor2D): tf.Tensor3D {
  const [time, batch, width] = values.shape;
  const first = tf.expandDims<tf.Tensor3D>(initial);
  return time === 1 ? first : tf.concat([first, tf.slice(values, 0, [time - 1, batch, width])]);
}

/** The last of [time, batch, n], as [batch, n]. */
export function lastStep(values: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = values.shape;
  return tf.reshape(tf.slice(values, [time - 1, 0, 0], [1, batch, width]), [batch, width]);
}

/** The steps of [time, batch, n], each [batch, n]. */
export function steps(values: tf.Tensor3D): tf.Tensor2D[] {
  // The gradient of `unstack` fails where there is one step.
  return values.shape[0] === 1 ? [lastStep(values)] : (tf.unstack(values) as tf.Tensor2D[]);
}

/** Steps, each [batch, n], as [time, batch, n]. */
export function together(steps: readonly tf.Tensor2D[]): tf.Tensor3D {
  return tf.stack([...steps]) as tf.Tensor3D;
}
