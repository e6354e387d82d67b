import * as tf from '@tensorflow/tfjs-core';
import {
  denseGradient,
  foldIn,
  key,
  leaves,
  normal,
  type Parameter,
  trainable,
  valueAndGradients,
} from '@outrageous/core';
import { demand, expectGradients } from '@outrageous/core/testing';
import { applyTo, type Subject, type Trial, withTrial } from './subject.js';

/** How far each tensor is moved along its direction. */
const STEP = 2e-3;

/** The largest difference allowed, relative to the derivative (at least 1). */
const TOLERANCE = 1e-2;

/** Gradients to the rows and to each parameter, each along one random direction: two evaluations, whatever the size. */
export async function gradientsAreExact(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], async (trial) => {
    await rowsAreExact(trial);
    for (const parameter of trainable(trial.parameters)) await parameterIsExact(trial, parameter);
  });
}

/** Moves the rows by t · direction and differentiates by t at 0. */
async function rowsAreExact(trial: Trial): Promise<void> {
  const { rows } = trial.input;
  const [direction, zero] = [directionOf('rows', rows.shape), tf.scalar(0)];
  const loss = (t: tf.Scalar): tf.Scalar => {
    const moved = tf.reshape<tf.Rank.R2>(tf.add(rows, tf.mul(direction, t)), rows.shape);
    return lossOf({ ...trial, input: { ...trial.input, rows: moved } });
  };
  try {
    await expectGradients(loss, [zero] as const, { step: STEP, tolerance: TOLERANCE });
  } catch (error) {
    throw new Error(`along rows: ${String(error)}`, { cause: error });
  } finally {
    tf.dispose([direction, zero]);
  }
}

/** Compares the gradient that training gets, by rows where the parameter is a table, with finite differences. */
async function parameterIsExact(trial: Trial, parameter: Parameter): Promise<void> {
  const direction = directionOf(parameter.name, parameter.shape);
  const exact = await derivativeAlong(direction, trial, parameter);
  const expected = await finiteDifference(direction, trial, parameter);
  direction.dispose();
  demand(
    Math.abs(exact - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)),
    `along ${parameter.name}: the gradient gives ${exact}, finite differences give ${expected}`,
  );
}

/** Σ gradient · direction; 0 for what the loss doesn't reach: an expert without rows may not run at all. */
async function derivativeAlong(direction: tf.Tensor, trial: Trial, parameter: Parameter): Promise<number> {
  return numberOf(() => {
    const { gradients } = valueAndGradients(() => ({ loss: lossOf(trial), extra: [] }), leaves(trial.parameters));
    const gradient = gradients.get(parameter);
    return gradient ? tf.sum(tf.mul(denseGradient(gradient, parameter.shape), direction)) : tf.scalar(0);
  });
}

async function finiteDifference(direction: tf.Tensor, trial: Trial, parameter: Parameter): Promise<number> {
  const start = tf.tidy(() => tf.add(parameter.read(), 0));
  const at = (step: number) => {
    parameter.assign(tf.tidy(() => tf.add(start, tf.mul(direction, step))));
    return numberOf(() => lossOf(trial));
  };
  const [above, below] = [await at(STEP), await at(-STEP)];
  parameter.assign(start);
  return (above - below) / (2 * STEP);
}

function lossOf(trial: Trial): tf.Scalar {
  return tf.mean<tf.Scalar>(tf.square(applyTo(trial)));
}

function directionOf(name: string, shape: readonly number[]): tf.Tensor {
  return normal(foldIn(key(5), name), shape);
}

async function numberOf(make: () => tf.Scalar): Promise<number> {
  const scalar = tf.tidy(make);
  const [number] = await scalar.data();
  scalar.dispose();
  return number;
}
