import { normalCdf } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadGradient, LoadInputs } from './inputs.js';

/** Φ(z), by ops of TensorFlow.js. */
export function probabilitiesWithOps(inputs: LoadInputs): tf.Tensor2D {
  return normalCdf(standardized(inputs, insideTopK(inputs)));
}

/** ∂P/∂clean = φ(z) / std, ∂P/∂std = −z · φ(z) / std, and a threshold loses what its entries' clean logits get. */
export const gradientWithOps: LoadGradient = ([dy], { inputs }) => {
  const inside = insideTopK(inputs);
  const z = standardized(inputs, inside);
  const density = tf.mul(normalDensity(z), tf.step(inputs.std));
  const clean = tf.div(tf.mul(dy, density), divisorOf(inputs));
  const ofInside = tf.sum(tf.mul(clean, tf.cast(inside, 'float32')), 1, true);
  const last = tf.sub(ofInside, tf.sum(clean, 1, true));
  // All at once: the tape may free a gradient that it was given before it asks for the next.
  const [std, next] = [tf.neg(tf.mul(z, clean)), tf.neg(ofInside)];
  return { clean: () => clean, std: () => std, last: () => last, next: () => next };
};

/** φ is 0 beyond it, and Φ is 0 or 1, in float32: so no infinity is multiplied with 0. */
const FAR = 40;

/** (clean − threshold) / std, 0 where both are equal, also infinite; NaN stays. */
function standardized(inputs: LoadInputs, inside: tf.Tensor): tf.Tensor2D {
  const { clean, last, next } = inputs;
  const threshold = tf.where(inside, tf.mul(next, tf.onesLike(clean)), tf.mul(last, tf.onesLike(clean)));
  const apart = tf.where(tf.equal(clean, threshold), tf.zerosLike(clean), tf.sub(clean, threshold));
  const z: tf.Tensor2D = tf.div(apart, divisorOf(inputs));
  return tf.where<tf.Tensor2D>(tf.greater(tf.abs(z), FAR), tf.mul<tf.Tensor2D>(tf.sign(z), FAR), z);
}

/** The deviation; the least number above 0 where it is 0. */
function divisorOf({ std }: LoadInputs): tf.Tensor {
  return tf.maximum(std, 1.2e-38);
}

/** Each entry that is not ranked after the row's k-th; ties go to the lowest expert. */
function insideTopK({ noisy, last, lastIndex }: LoadInputs): tf.Tensor {
  const expert = tf.range(0, noisy.shape[1], 1, 'int32');
  const tied = tf.logicalAnd(tf.equal(noisy, last), tf.lessEqual(expert, lastIndex));
  return tf.logicalOr(tf.greater(noisy, last), tied);
}

function normalDensity(z: tf.Tensor): tf.Tensor {
  return tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(z))));
}
