import {
  foldIn,
  key,
  mapParameters,
  mapTensors,
  normal,
  type Parameter,
  type ParameterTree,
  trainable,
  treeTensors,
} from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { applyTo, type Subject, type Trial, whileTraining, withTrial } from './subject.js';

/** Gradients to the input, to each tensor of the state and to each parameter, each along one random direction. */
export async function gradientsAreExact(subject: Subject): Promise<void> {
  await withTrial(subject, {}, async (trial) => {
    await isExact('the input', trial.input, (moved) => ({ ...trial, input: moved() as tf.Tensor3D }));
    for (const [i, part] of treeTensors(trial.state).entries()) {
      const replace = (moved: () => tf.Tensor) =>
        mapTensors(trial.state, (tensor) => (tensor === part ? moved() : tensor));
      await isExact(`state ${i}`, part, (moved) => ({ ...trial, state: replace(moved) }));
    }
    for (const parameter of trainable(trial.parameters)) {
      const replace = (moved: () => tf.Tensor) => replaced(trial.parameters, parameter, moved);
      await isExact(parameter.name, parameter.read(), (moved) => ({ ...trial, parameters: replace(moved) }));
    }
  });
}

/** Moves one tensor by t · direction and differentiates by t at 0: two evaluations, whatever the size. */
async function isExact(name: string, start: tf.Tensor, trialWith: (moved: () => tf.Tensor) => Trial): Promise<void> {
  const direction = normal(foldIn(key(5), name), start.shape);
  const zero = tf.scalar(0);
  const loss = (t: tf.Scalar): tf.Scalar => {
    const moved = () => tf.add(start, tf.mul(direction, t));
    // What the tensor doesn't reach has no path to t: the second term keeps one for its zero gradient.
    return tf.add(weighted(trialWith(moved)), tf.mul(t, 0));
  };
  try {
    await expectGradients(loss, [zero] as const, { step: 2e-3, tolerance: 1e-2 });
  } catch (error) {
    throw new Error(`along ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    tf.dispose([direction, zero]);
  }
}

/** A sum of all outputs and of the state after the last step, each number with its own weight. */
function weighted(trial: Trial): tf.Scalar {
  const { output, state } = applyTo(trial, whileTraining);
  const terms = [output, ...treeTensors(state)].map((tensor, i) =>
    tf.mean(tf.mul(tensor, normal(foldIn(key(6), i), tensor.shape))),
  );
  return tf.addN(terms) as tf.Scalar;
}

/** The same tree, where one parameter reads as something else. */
function replaced(tree: ParameterTree, parameter: Parameter, read: () => tf.Tensor): ParameterTree {
  return mapParameters(tree, (one) => (one === parameter ? { ...one, read } : one));
}
