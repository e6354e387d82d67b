import * as tf from '@tensorflow/tfjs-core';
import { isEnumerated, type Parameter } from '@outrageous/core';
import type { Target, TargetUpdate } from '../parameterwise.js';
import { boundedGradient, change, changingRows, mix } from '../plainOps.js';
import type { Slots } from '../slots.js';

/** The slots of factored Adam: two for matrices, one for all else. */
export type FactoredMoment = 'rowAverage' | 'columnAverage' | 'secondMoment';

/** The numbers of one step of factored Adam. */
export interface FactoredAdamNumbers {
  readonly beta2: number;
  readonly epsilon: number;
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** Averages below this are those of gradients that were always zero. */
export const smallest = 1.1754944e-38;

/** Whether a parameter is a matrix, or one matrix per expert or group. */
export function isFactored(parameter: Pick<Parameter, 'shape' | 'perExpert' | 'perGroup'>): boolean {
  return parameter.shape.length >= (isEnumerated(parameter) ? 3 : 2);
}

/** The equations of factored Adam, in plain ops: what every other way of updating must agree with. */
export function factoredAdamWithPlainOps(numbers: FactoredAdamNumbers): TargetUpdate<FactoredMoment> {
  const { beta2, epsilon, learningRate, step } = numbers;
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  return (target) => {
    const { parameter, slots } = target;
    const gradient = boundedGradient(target);
    const [square, rows] = [tf.square(gradient), matricesOf(target)];
    for (const [slot, average] of averages(parameter)) {
      change(slots[slot], (old) => mix(beta2, old, average(square)), rows);
    }
    const secondMoment = () => (isFactored(parameter) ? outer(slots) : slots.secondMoment.read());
    const deviation = () => tf.add(tf.div(tf.sqrt(secondMoment()), rootCorrection), epsilon);
    change(parameter, (p) => tf.sub(p, tf.mul(learningRate, tf.div(gradient, deviation()))), rows);
  };
}

/** How each slot's part of the squared gradient is made. */
function averages(parameter: Parameter): [FactoredMoment, (square: tf.Tensor) => tf.Tensor][] {
  if (!isFactored(parameter)) return [['secondMoment', (square) => square]];
  return [
    ['rowAverage', (square) => tf.mean(square, -1)],
    ['columnAverage', (square) => tf.mean(square, -2)],
  ];
}

/** The rows that change, where rows are matrices or no matrix is factored; of one factored matrix all rows do. */
function matricesOf(target: Target<never>): tf.Tensor1D | undefined {
  return isFactored(target.parameter) && !target.parameter.perExpert ? undefined : changingRows(target);
}

/** v_ij = r_i · c_j / mean(r); zero where the mean is, because then every gradient was. */
function outer({ rowAverage, columnAverage }: Slots<FactoredMoment>): tf.Tensor {
  const row = rowAverage.read();
  const relative = tf.div(row, tf.maximum(tf.mean(row, -1, true), smallest));
  return tf.mul(tf.expandDims(relative, -1), tf.expandDims(columnAverage.read(), -2));
}
