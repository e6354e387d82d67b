import * as tf from '@tensorflow/tfjs-core';
import { namedRows } from '@outrageous/core';
import { change } from '../../plainOps.js';
import type { CatchUp } from './catchUp.js';

/** The equations of catching up, in plain ops. */
export const catchUpWithPlainOps: CatchUp = ({ parameter, slots }, lastStep, rows, numbers) => {
  const { beta1, beta2, ratio, stepSize, rootCorrection, epsilon, step } = numbers;
  const { firstMoment, secondMoment } = slots;
  const [count, ...row] = parameter.shape;
  const named = namedRows({ kind: 'rows', rows, values: rows }, count);
  const missed = tf.reshape(tf.relu(tf.sub(step - 1, lastStep.read())), [count, ...row.map(() => 1)]);
  const movement = tf.mul(stepSize * (ratio / (1 - ratio)), tf.sub(1, tf.pow(ratio, missed)));
  const deviation = tf.add(tf.div(tf.sqrt(secondMoment.read()), rootCorrection), epsilon);
  change(parameter, (p) => tf.sub(p, tf.mul(movement, tf.div(firstMoment.read(), deviation))), named);
  change(firstMoment, (m) => tf.mul(tf.pow(beta1, missed), m), named);
  change(secondMoment, (v) => tf.mul(tf.pow(beta2, missed), v), named);
  change(lastStep, (last) => tf.fill(last.shape, step), named);
};
