import * as tf from '@tensorflow/tfjs-core';
import { leaves, type Parameter, type ParameterTree, type Routing } from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import { whileTraining } from './readRouting.js';
import { type Subject, withTrial } from './subject.js';

/** Gradients to the rows and to every parameter, through weights, loss, importance and load. */
export async function gradientsAreExact(subject: Subject): Promise<void> {
  await withTrial(subject, { rows: 3 }, async ({ gate, parameters, input }) => {
    const all = leaves(parameters);
    const value = (rows: tf.Tensor, ...values: tf.Tensor[]): tf.Scalar => {
      const stand = replace(parameters, new Map(all.map((parameter, i) => [parameter, values[i]])));
      const routing = gate.apply(stand, { ...input, rows: tf.reshape(rows, input.rows.shape) }, whileTraining);
      return tf.addN([objective(routing), ...[rows, ...values].map(nothingOf)]);
    };
    await expectGradients(value, [input.rows, ...all.map((parameter) => parameter.read())]);
  });
}

/** A number that depends on everything differentiable in a routing, on each entry in its own way. */
function objective({ weight, loss, metrics }: Routing): tf.Scalar {
  return tf.addN([waveSum(weight), loss, waveSum(metrics.importance), waveSum(metrics.load)]);
}

/** Σ_i x_i · cos(i + 1) */
function waveSum(x: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.mul(x, tf.tensor1d(Array.from({ length: x.size }, (_, i) => Math.cos(i + 1)))));
}

/** 0, with a path for gradients: not every gate depends on its rows, or on all its parameters. */
function nothingOf(x: tf.Tensor): tf.Scalar {
  return tf.mul(tf.sum(x), 0);
}

/** The same tree, with other tensors to read. */
function replace(tree: ParameterTree, values: ReadonlyMap<Parameter, tf.Tensor>): ParameterTree {
  if (isParameter(tree)) return { ...tree, read: () => values.get(tree) ?? tree.read() };
  if (isList(tree)) return tree.map((part) => replace(part, values));
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, replace(part, values)]));
}

function isParameter(tree: ParameterTree): tree is Parameter {
  return 'kind' in tree && tree.kind === 'parameter';
}

function isList(tree: ParameterTree): tree is readonly ParameterTree[] {
  return Array.isArray(tree);
}
