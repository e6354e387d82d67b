import * as tf from '@tensorflow/tfjs-core';
import { foldIn, key, leaves, normal, type Parameter, type ParameterTree } from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import { type Subject, type Trial, whileTraining, withTrial } from './subject.js';

/** Gradients to the rows and to each parameter, each along one random direction. */
export async function gradientsAreExact(subject: Subject): Promise<void> {
  await withTrial(subject, [2, 0, 3], async (trial) => {
    await derivativeIsExact(trial, undefined);
    for (const parameter of leaves(trial.parameters)) await derivativeIsExact(trial, parameter);
  });
}

/** Moves one parameter (or the rows) by t · direction and differentiates by t at 0: two evaluations, whatever the size. */
async function derivativeIsExact(trial: Trial, moved: Parameter | undefined): Promise<void> {
  const { pool, parameters, input } = trial;
  const { name, shape } = moved ?? { name: 'rows', shape: input.rows.shape };
  const [direction, zero] = [normal(foldIn(key(5), name), shape), tf.scalar(0)];
  const along = (start: tf.Tensor, t: tf.Scalar) => tf.add(start, tf.mul(direction, t));
  const loss = (t: tf.Scalar): tf.Scalar => {
    const tree = moved ? replaced(parameters, moved, () => along(moved.read(), t)) : parameters;
    const rows = moved ? input.rows : tf.reshape<tf.Rank.R2>(along(input.rows, t), input.rows.shape);
    const output = pool.apply(tree, { ...input, rows }, whileTraining);
    // An expert without rows may not run at all: the second term keeps a path for its zero gradient.
    return tf.add(tf.mean(tf.square(output)), tf.mul(t, 0));
  };
  try {
    await expectGradients(loss, [zero] as const, { step: 2e-3, tolerance: 1e-2 });
  } catch (error) {
    throw new Error(`along ${name}: ${String(error)}`, { cause: error });
  } finally {
    tf.dispose([direction, zero]);
  }
}

/** The same tree, where one parameter reads as something else. */
function replaced(tree: ParameterTree, parameter: Parameter, read: () => tf.Tensor): ParameterTree {
  if (tree === parameter) return { ...parameter, read };
  if (isParameter(tree)) return tree;
  if (isList(tree)) return tree.map((part) => replaced(part, parameter, read));
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, replaced(part, parameter, read)]));
}

function isParameter(tree: ParameterTree): tree is Parameter {
  return 'kind' in tree && tree.kind === 'parameter';
}

function isList(tree: ParameterTree): tree is readonly ParameterTree[] {
  return Array.isArray(tree);
}
