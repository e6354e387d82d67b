import * as tf from '@tensorflow/tfjs-core';
import type { Parameter } from '@outrageous/core';

/** What Adam remembers of a parameter. */
export interface Moments {
  readonly firstMoment: Parameter;
  readonly secondMoment: Parameter;
}

/** The numbers of one step of Adam. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** Updates a parameter and its moments, given its gradient. */
export type AdamUpdate = (parameter: Parameter, gradient: tf.Tensor, moments: Moments, numbers: AdamNumbers) => void;

/** The equations of Adam, in plain ops: what every other way of updating must agree with. */
export function updateWithPlainOps(
  parameter: Parameter,
  gradient: tf.Tensor,
  { firstMoment, secondMoment }: Moments,
  numbers: AdamNumbers,
): void {
  const { beta1, beta2, epsilon } = numbers;
  const { stepSize, rootCorrection } = corrections(numbers);
  firstMoment.assign(mix(beta1, firstMoment.read(), gradient));
  secondMoment.assign(tf.tidy(() => mix(beta2, secondMoment.read(), tf.square(gradient))));
  parameter.assign(
    tf.tidy(() => {
      const deviation = tf.add(tf.div(tf.sqrt(secondMoment.read()), rootCorrection), epsilon);
      return tf.sub(parameter.read(), tf.mul(stepSize, tf.div(firstMoment.read(), deviation)));
    }),
  );
}

/** What makes up for moments that began at zero: rate / (1 − β1ᵗ), and √(1 − β2ᵗ). */
export function corrections({ beta1, beta2, learningRate, step }: AdamNumbers): {
  readonly stepSize: number;
  readonly rootCorrection: number;
} {
  return { stepSize: learningRate / (1 - beta1 ** step), rootCorrection: Math.sqrt(1 - beta2 ** step) };
}

function mix(decay: number, old: tf.Tensor, added: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(decay, old), tf.mul(1 - decay, added)));
}
