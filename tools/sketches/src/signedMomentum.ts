import * as tf from '@tensorflow/tfjs-core';
import {
  denseGradient,
  type Gradient,
  type Optimizer,
  type OptimizerState,
  type Parameter,
  zerosLike,
} from '@outrageous/core';

/** One slot for each parameter, by its name. */
interface MomentumState extends OptimizerState {
  readonly slots: Readonly<Record<string, Parameter>>;
}

/**
 * Lion (Chen et al. 2023), written outside of the trainer, with `@outrageous/core` alone:
 *
 *     p ← p − rate · sign(β1 · m + (1 − β1) · g)
 *     m ← β2 · m + (1 − β2) · g
 *
 * Its slot is saved, sharded and restored like those of any optimizer, and it goes into `partition`,
 * `clipByGlobalNorm` and strategies over processes.
 */
export function signedMomentum(rate: number, beta1 = 0.9, beta2 = 0.99): Optimizer {
  return {
    init: (parameters): MomentumState => ({
      step: 0,
      slots: Object.fromEntries(parameters.map((parameter) => [parameter.name, zerosLike(parameter, 'momentum')])),
    }),
    update: (gradients, state: MomentumState) =>
      tf.tidy(() => {
        state.step++;
        for (const [parameter, gradient] of gradients) move(parameter, state.slots[parameter.name], gradient);
      }),
  };

  function move(parameter: Parameter, momentum: Parameter, gradient: Gradient): void {
    const dense = denseGradient(gradient, parameter.shape);
    const direction = tf.sign(mixed(beta1, momentum.read(), dense));
    parameter.assign(tf.sub(parameter.read(), tf.mul(rate, direction)));
    momentum.assign(mixed(beta2, momentum.read(), dense));
  }
}

/** share · x + (1 − share) · y */
function mixed(share: number, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(share, x), tf.mul(1 - share, y));
}
