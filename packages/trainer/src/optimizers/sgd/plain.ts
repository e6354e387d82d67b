import * as tf from '@tensorflow/tfjs-core';
import type { TargetUpdate } from '../parameterwise.js';
import { change, changingRows, wholeGradient } from '../plainOps.js';

/** The numbers of one step of gradient descent. */
export interface SgdNumbers {
  readonly learningRate: number;
  readonly momentum: number;
}

/** The equations of gradient descent, in plain ops: what every other way of updating must agree with. */
export function sgdWithPlainOps({ learningRate, momentum }: SgdNumbers): TargetUpdate<'momentum'> {
  return (target) => {
    const { parameter, slots } = target;
    const [gradient, rows] = [wholeGradient(target), changingRows(target)];
    if (momentum !== 0) change(slots.momentum, (v) => tf.add(tf.mul(momentum, v), gradient), rows);
    const direction = momentum === 0 ? gradient : slots.momentum.read();
    change(parameter, (p) => tf.sub(p, tf.mul(learningRate, direction)), rows);
  };
}
