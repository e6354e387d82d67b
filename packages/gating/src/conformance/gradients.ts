import * as tf from '@tensorflow/tfjs-core';
import {
  foldIn,
  key,
  leaves,
  mapParameters,
  measureRouting,
  normal,
  type Parameter,
  type ParameterTree,
  type Routing,
} from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import { whileTraining } from './readRouting.js';
import { type Subject, type Trial, withTrial } from './subject.js';

/** Random directions in which each tensor is moved: number by number would take a large gate forever. */
const DIRECTIONS = 2;

/** Gradients to the rows and to every parameter, through weights, loss, importance and load. */
export async function gradientsAreExact(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: 3 }, async (trial) => {
    const tensors = [trial.input.rows, ...leaves(trial.parameters).map((parameter) => parameter.read())];
    const directions = tensors.map((tensor, i) => normal(foldIn(key(subject.seed), i), [DIRECTIONS, tensor.size]));
    const steps = tf.zeros<tf.Rank.R2>([tensors.length, DIRECTIONS]);
    const areExact = (of: Objective) => {
      const valueAt = (at: tf.Tensor2D) =>
        tf.add<tf.Scalar>(of(routeAt(trial, moved(tensors, directions, at))), nothingOf(at));
      return expectGradients(valueAt, [steps] as const, { step: 3e-3 });
    };
    try {
      await areExact(objective);
    } catch (error) {
      throw new Error(await faultOfGradients(areExact, String(error)), { cause: error });
    } finally {
      tf.dispose([...directions, steps]);
    }
  });
}

type Objective = (routing: Routing) => tf.Scalar;

/** Which part of a routing has other gradients than finite differences, found one by one. */
async function faultOfGradients(areExact: (of: Objective) => Promise<void>, together: string): Promise<string> {
  for (const [part, of] of Object.entries(objectives)) {
    const fault = await areExact(of).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (fault) return `the gradients of its '${part}' are not those of finite differences: ${fault}; ${REMEDY}`;
  }
  return `gradients are not those of finite differences: ${together}; ${REMEDY}`;
}

const REMEDY =
  'where one is 0, something on the way was detached or read back; where a choice changes close by, another seed may help';

/** Each tensor moved by its own steps along its own directions: x_i + Σ_j steps_ij · direction_ij. */
function moved(tensors: tf.Tensor[], directions: tf.Tensor[], steps: tf.Tensor2D): tf.Tensor[] {
  return tensors.map((tensor, i) => {
    const move = tf.matMul(tf.slice(steps, [i, 0], [1, -1]), tf.reshape(directions[i], [DIRECTIONS, tensor.size]));
    return tf.add(tensor, tf.reshape(move, tensor.shape));
  });
}

/** Routes with other rows and other values of the parameters. */
function routeAt({ gate, parameters, input }: Trial, [rows, ...values]: tf.Tensor[]): Routing {
  const stand = replace(parameters, new Map(leaves(parameters).map((parameter, i) => [parameter, values[i]])));
  return gate.apply(stand, { ...input, rows: tf.reshape(rows, input.rows.shape) }, whileTraining);
}

/** Numbers that depend on what is differentiable in a routing, on each entry in its own way. */
const objectives: Readonly<Record<string, Objective>> = {
  weight: ({ weight }) => waveSum(weight),
  loss: (routing) => measureRouting(routing).loss,
  importance: (routing) => waveSum(measureRouting(routing).metrics.importance),
  load: (routing) => waveSum(measureRouting(routing).metrics.load),
};

/** All of them at once. */
function objective(routing: Routing): tf.Scalar {
  const { loss, metrics } = measureRouting(routing);
  return tf.addN([waveSum(routing.weight), loss, waveSum(metrics.importance), waveSum(metrics.load)]);
}

/** Σ_i x_i · cos(i + 1) */
function waveSum(x: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.mul(x, tf.tensor1d(Array.from({ length: x.size }, (_, i) => Math.cos(i + 1)))));
}

/** 0, with a path for gradients: there are gates that learn nothing. */
function nothingOf(x: tf.Tensor): tf.Scalar {
  return tf.mul(tf.sum(x), 0);
}

/** The same tree, with other tensors to read. */
function replace(tree: ParameterTree, values: ReadonlyMap<Parameter, tf.Tensor>): ParameterTree {
  return mapParameters(tree, (one) => ({ ...one, read: () => values.get(one) ?? one.read() }));
}
