import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from './options/checkOptions.js';
import * as is from './options/is.js';
import type { Initializer } from './parameter.js';
import { normal } from './random/draw/normal.js';
import { uniform } from './random/draw/uniform.js';

/** All zero: how gates start, so that training begins with equal load (section 2.1). */
export const zeros: Initializer = (_key, shape) => tf.zeros([...shape]);

/** All one. */
export const ones: Initializer = (_key, shape) => tf.ones([...shape]);

/**
 * Uniform in ±√(3 / fanIn): unit variance kept through a linear layer.
 *
 * @param fanIn numbers that each output sums over; by default the shape's first side
 * @param gain multiplies the bound; √2 for ReLU
 */
export const uniformFanIn = (fanIn?: number, gain = 1): Initializer => {
  checkValue('uniformFanIn: fanIn', fanIn ?? 1, is.positive);
  checkValue('uniformFanIn: gain', gain, is.finite);
  return (key, shape) => {
    const bound = gain * Math.sqrt(3 / (fanIn ?? shape[0]));
    return uniform(key, shape, -bound, bound);
  };
};

/** Uniform in ±bound. */
export const uniformWithin = (bound: number): Initializer => {
  checkValue('uniformWithin: bound', bound, is.finite);
  return (key, shape) => uniform(key, shape, -bound, bound);
};

/** Normal with mean 0. */
export const normalWith = (standardDeviation: number): Initializer => {
  checkValue('normalWith: the standard deviation', standardDeviation, is.notNegative);
  return (key, shape) => normal(key, shape, 0, standardDeviation);
};
