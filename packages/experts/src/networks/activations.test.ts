import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import { activations } from './activations.js';

describe('activations', () => {
  const values: Record<keyof typeof activations, readonly number[]> = {
    relu: [0, 0, 0, 1, 3],
    gelu: [-0.00404969, -0.15865525, 0, 0.84134475, 2.9959503],
    swiglu: [-0.14227762, -0.26894142, 0, 0.73105858, 2.8577224],
  };

  it.each(['relu', 'gelu', 'swiglu'] as const)('%s has the values of its formula', async (name) => {
    const x = tf.tensor2d([[-3, -1, 0, 1, 3]]);
    const y = tf.tidy(() => activations[name].apply(x));
    await expectClose(y, values[name], 1e-6);
    tf.dispose([x, y]);
  });

  it.each(['relu', 'gelu', 'swiglu'] as const)('%s has the gradient of finite differences', async (name) => {
    const x = tf.tensor2d([[-3, -1, 0.5, 1, 3]]);
    await expectGradients((z: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(activations[name].apply(z))), [x] as const);
    x.dispose();
  });

  it.each(['relu', 'gelu', 'swiglu'] as const)('the gain of %s makes the mean square 1', async (name) => {
    const { gain, gated, apply } = activations[name];
    const z = tf.linspace(-8, 8, 1601);
    const integral = tf.tidy(() => {
      const density = tf.div(tf.exp(tf.mul(-0.5, tf.square(z))), Math.sqrt(2 * Math.PI));
      const after = tf.square(apply(tf.reshape(tf.mul(z, gain), [1601, 1])));
      return tf.mul(0.01 * (gated ? gain ** 2 : 1), tf.sum(tf.mul(density, tf.reshape(after, [1601]))));
    });
    const [meanSquare] = await integral.data();
    expect(meanSquare).toBeCloseTo(1, 3);
    tf.dispose([z, integral]);
  });
});
