import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import type { CatchUp } from '../catchUp/catchUp.js';
import { geometric, logOf } from '../catchUp/geometric.js';
import { catchUpNatively } from '../catchUp/native.js';
import { missedSteps } from '../catchUp/plain.js';
import { catchUpOnWebGpu } from '../catchUp/webgpu.js';
import { change } from '../plainOps.js';
import { corrections, type AdamNumbers, type Moment, momentNames } from './plain.js';

/**
 * What n steps whose gradients were zero would have done, where β1 ≤ β2. With ratio = β1 / √β2, what a movement shrinks by
 * from step to step:
 *
 *     p ← p − stepSize · (ratio + ratio² + … + ratioⁿ) · m / (√v / rootCorrection + ε)
 *     m ← β1ⁿ · m
 *     v ← β2ⁿ · v
 *
 * Exact but for the learning rate and the corrections of the beginning, which are taken from the present step, and for ε,
 * which shrinks along with √v. That is nothing where movements fade before √v comes near ε, as they do with β1 ≤ β2.
 */
export function adamCatchUp(numbers: AdamNumbers): CatchUp<Moment> {
  if (tf.getBackend() === 'webgpu') return onWebGpu(numbers);
  return nativeOps('trainer') ? natively(numbers) : adamCatchUpWithPlainOps(numbers);
}

/** Whether that holds. */
export function canCatchUp({ beta1, beta2 }: Pick<AdamNumbers, 'beta1' | 'beta2'>): boolean {
  return beta1 <= beta2;
}

/** In plain ops: what every other way must agree with. */
export function adamCatchUpWithPlainOps(numbers: AdamNumbers): CatchUp<Moment> {
  const { log1, log2, sumLog, movement, rootCorrection, epsilon } = inLogarithms(numbers);
  return ({ parameter, slots: { firstMoment, secondMoment } }, missed) => {
    const { steps, named } = missedSteps(parameter, missed);
    const moved = tf.mul(movement, tf.expm1(tf.mul(sumLog, steps)));
    const deviation = tf.add(tf.div(tf.sqrt(secondMoment.read()), rootCorrection), epsilon);
    change(parameter, (p) => tf.sub(p, tf.mul(moved, tf.div(firstMoment.read(), deviation))), named);
    change(firstMoment, (m) => tf.mul(tf.exp(tf.mul(log1, steps)), m), named);
    change(secondMoment, (v) => tf.mul(tf.exp(tf.mul(log2, steps)), v), named);
  };
}

/** In `native/adamCatchUp.cc`. */
function natively(adam: AdamNumbers): CatchUp<Moment> {
  const { log1, log2, sumLog, movement, rootCorrection, epsilon } = inLogarithms(adam);
  const numbers = tf.tensor1d([log1, log2, sumLog, movement, 1 / rootCorrection, epsilon, adam.step]);
  const update = { name: 'OutrageousAdamCatchUp', slots: momentNames, numbers };
  return (target, missed) => catchUpNatively(target, missed, update);
}

function onWebGpu(adam: AdamNumbers): CatchUp<Moment> {
  const update = { name: 'adam catch up', slots: momentNames, numbers: inLogarithms(adam), equations };
  return (target, missed) => catchUpOnWebGpu(target, missed, update);
}

const equations = `
  let m = firstMoment[at];
  let v = secondMoment[at];
  let moved = uniforms.movement * grown(missed * uniforms.sumLog);
  parameter[at] -= moved * m / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);
  firstMoment[at] = exp(missed * uniforms.log1) * m;
  secondMoment[at] = exp(missed * uniforms.log2) * v;`;

/** Powers as logarithms, in float64, so that float32 does with long gaps. */
function inLogarithms(numbers: AdamNumbers) {
  const { beta1, beta2, epsilon } = numbers;
  const { stepSize, rootCorrection } = corrections(numbers);
  const [log1, log2] = [logOf(beta1), logOf(beta2)];
  const { log: sumLog, scale } = geometric(log1 - log2 / 2);
  return { log1, log2, sumLog, movement: stepSize * scale, rootCorrection, epsilon };
}
