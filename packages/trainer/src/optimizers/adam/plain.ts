import * as tf from '@tensorflow/tfjs-core';
import type { TargetUpdate } from '../parameterwise.js';
import { boundedGradient, change, changingRows, mix } from '../plainOps.js';

/** The slots of Adam. */
export const momentNames = ['firstMoment', 'secondMoment'] as const;

/** One of them. */
export type Moment = (typeof momentNames)[number];

/** The numbers of one step of Adam. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** The equations of Adam, in plain ops: what every other way of updating must agree with. */
export function adamWithPlainOps(numbers: AdamNumbers): TargetUpdate<Moment> {
  const { beta1, beta2, epsilon } = numbers;
  const { stepSize, rootCorrection } = corrections(numbers);
  return (target) => {
    const { parameter, slots } = target;
    const { firstMoment, secondMoment } = slots;
    const [gradient, rows] = [boundedGradient(target), changingRows(target)];
    change(firstMoment, (m) => mix(beta1, m, gradient), rows);
    change(secondMoment, (v) => mix(beta2, v, tf.square(gradient)), rows);
    const deviation = () => tf.add(tf.div(tf.sqrt(secondMoment.read()), rootCorrection), epsilon);
    change(parameter, (p) => tf.sub(p, tf.mul(stepSize, tf.div(firstMoment.read(), deviation()))), rows);
  };
}

/** What makes up for moments that began at zero: rate / (1 − β1ᵗ), and √(1 − β2ᵗ). */
export function corrections({ beta1, beta2, learningRate, step }: AdamNumbers): {
  readonly stepSize: number;
  readonly rootCorrection: number;
} {
  return { stepSize: learningRate / (1 - beta1 ** step), rootCorrection: Math.sqrt(1 - beta2 ** step) };
}
