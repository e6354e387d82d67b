import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import type { CatchUp } from '../catchUp/catchUp.js';
import { geometric, logOf } from '../catchUp/geometric.js';
import { catchUpNatively } from '../catchUp/native.js';
import { missedSteps } from '../catchUp/plain.js';
import { catchUpOnWebGpu } from '../catchUp/webgpu.js';
import { change } from '../plainOps.js';
import type { SgdNumbers } from './plain.js';

/**
 * What n steps whose gradients were zero would have done, with the present learning rate:
 *
 *     p ← p − rate · (momentum + momentum² + … + momentumⁿ) · v
 *     v ← momentumⁿ · v
 */
export function momentumCatchUp(numbers: SgdNumbers): CatchUp<'momentum'> {
  if (tf.getBackend() === 'webgpu') return onWebGpu(numbers);
  return nativeOps('trainer') ? natively(numbers) : momentumCatchUpWithPlainOps(numbers);
}

/** In plain ops: what every other way must agree with. */
export function momentumCatchUpWithPlainOps(numbers: SgdNumbers): CatchUp<'momentum'> {
  const { log, movement } = inLogarithms(numbers);
  return ({ parameter, slots }, missed) => {
    const { steps, named } = missedSteps(parameter, missed);
    const moved = tf.mul(movement, tf.expm1(tf.mul(log, steps)));
    change(parameter, (p) => tf.sub(p, tf.mul(moved, slots.momentum.read())), named);
    change(slots.momentum, (v) => tf.mul(tf.exp(tf.mul(log, steps)), v), named);
  };
}

/** In `native/sgd.cc`. */
function natively(sgd: SgdNumbers): CatchUp<'momentum'> {
  const { log, movement } = inLogarithms(sgd);
  return (target, missed) => {
    const numbers = tf.tensor1d([log, movement, missed.step]);
    catchUpNatively(target, missed, { name: 'OutrageousMomentumCatchUp', slots: ['momentum'], numbers });
  };
}

function onWebGpu(sgd: SgdNumbers): CatchUp<'momentum'> {
  const update = { name: 'momentum catch up', slots: ['momentum'], numbers: inLogarithms(sgd), equations } as const;
  return (target, missed) => catchUpOnWebGpu(target, missed, update);
}

const equations = `
  let v = momentum[at];
  parameter[at] -= uniforms.movement * grown(missed * uniforms.log) * v;
  momentum[at] = exp(missed * uniforms.log) * v;`;

function inLogarithms({ momentum, learningRate }: SgdNumbers) {
  const { log, scale } = geometric(logOf(momentum));
  return { log, movement: learningRate * scale };
}
