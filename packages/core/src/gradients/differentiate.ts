import * as tf from '@tensorflow/tfjs-core';

/** What {@link differentiate} gives; new tensors. */
export interface Differentiated {
  readonly value: tf.Scalar;
  /** One for each tensor; undefined for those that the value doesn't depend on. */
  readonly grads: (tf.Tensor | undefined)[];
}

/**
 * As `tf.variableGrads`, for any tensors; what the tape saved is freed when `f` throws.
 *
 * It may be part of another backward pass, whose tape it then leaves as it is: TensorFlow.js has one at a time.
 */
export function differentiate(f: () => tf.Scalar, at: tf.Tensor[]): Differentiated {
  const engine = tf.engine();
  const around = engine.state.activeTape;
  try {
    return engine.gradients(f, at, undefined, true);
  } catch (error) {
    const { gradientDepth, activeTape } = engine.state;
    if (gradientDepth === 0 && activeTape !== around) for (const { saved } of activeTape) tf.dispose(saved ?? []);
    throw error;
  } finally {
    engine.state.activeTape = around;
  }
}
