import * as tf from '@tensorflow/tfjs-core';
import { type Gradients, isRowGradient, type Optimizer } from '@outrageous/core';

/** An optimizer that updates nothing, but keeps the gradients that it is given. */
export interface Recorder {
  readonly optimizer: Optimizer;
  /** Those of the last update; they belong to the caller. */
  recorded(): Gradients;
}

/** Makes one. */
export function recorder(): Recorder {
  let recorded: Gradients = new Map();
  return {
    optimizer: {
      init: () => ({ step: 0, slots: {} }),
      update(gradients) {
        recorded = copied(gradients);
      },
    },
    recorded: () => recorded,
  };
}

function copied(gradients: Gradients): Gradients {
  const copy = (tensor: tf.Tensor): tf.Tensor => tf.keep(tf.clone(tensor));
  return new Map(
    [...gradients].map(([parameter, gradient]) => [
      parameter,
      isRowGradient(gradient)
        ? { ...gradient, rows: tf.keep(tf.clone(gradient.rows)), values: copy(gradient.values) }
        : copy(gradient),
    ]),
  );
}
