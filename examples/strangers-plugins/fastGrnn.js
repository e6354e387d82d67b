import * as tf from '@tensorflow/tfjs-core';
import { ones, parameterSpec, uniformFanIn, zeros } from '@outrageous/core';

/**
 * A cell whose gate and content share their matrices, so that it has a fourth of the parameters of an LSTM:
 *
 *     a_t = x_t · input + h_{t−1} · hidden    z_t = σ(a_t + bias_z)
 *     h_t = (σ(zeta) (1 − z_t) + σ(nu)) ⊙ tanh(a_t + bias_h) + z_t ⊙ h_{t−1}
 *
 * After Kusupati et al., FastGRNN, 2018.
 *
 * @param {{ inputWidth: number, width: number }} options
 * @returns {import('@outrageous/lstm').Cell}
 */
export function fastGrnn({ inputWidth, width }) {
  return {
    parameters: {
      input: parameterSpec([inputWidth, width], uniformFanIn()),
      hidden: parameterSpec([width, width], uniformFanIn()),
      gateBias: parameterSpec([width], ones),
      contentBias: parameterSpec([width], zeros),
      zeta: parameterSpec([1], ones),
      nu: parameterSpec([1], (_, shape) => tf.fill([...shape], -4)),
    },
    operations: (inputWidth + width) * width,
    inputWidth,
    width,
    zeroState: (batch) => ({ hidden: tf.zeros([batch, width]) }),
    output: ({ hidden }) => hidden,
    apply: (parameters, { input: x, state: { hidden: before } }) => {
      const { input, hidden, gateBias, contentBias, zeta, nu } = parameters;
      const a = tf.add(tf.matMul(x, input.read()), tf.matMul(before, hidden.read()));
      const z = tf.sigmoid(tf.add(a, gateBias.read()));
      const share = tf.add(tf.mul(tf.sigmoid(zeta.read()), tf.sub(1, z)), tf.sigmoid(nu.read()));
      const content = tf.mul(share, tf.tanh(tf.add(a, contentBias.read())));
      return { state: { hidden: tf.add(content, tf.mul(z, before)) } };
    },
  };
}
