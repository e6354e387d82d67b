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
  const clean = tf.div(tf.mul(dy, normalDensity(z)), inputs.std);
  const ofInside = tf.sum(tf.mul(clean, inside), 1, true);
  const last = tf.sub(ofInside, tf.sum(clean, 1, true));
  // All at once: the tape may free a gradient that it was given before it asks for the next.
  const [std, next] = [tf.neg(tf.mul(z, clean)), tf.neg(ofInside)];
  return { clean: () => clean, std: () => std, last: () => last, next: () => next };
};

function standardized({ clean, std, last, next }: LoadInputs, inside: tf.Tensor): tf.Tensor2D {
  const threshold = tf.add(last, tf.mul(inside, tf.sub(next, last)));
  return tf.div(tf.sub(clean, threshold), std);
}

/** 1 for each entry that is not ranked after the row's k-th, else 0; ties go to the lowest expert. */
function insideTopK({ noisy, last, lastIndex }: LoadInputs): tf.Tensor {
  const expert = tf.range(0, noisy.shape[1], 1, 'int32');
  const tied = tf.logicalAnd(tf.equal(noisy, last), tf.lessEqual(expert, lastIndex));
  return tf.cast(tf.logicalOr(tf.greater(noisy, last), tied), 'float32');
}

function normalDensity(z: tf.Tensor): tf.Tensor {
  return tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(z))));
}
