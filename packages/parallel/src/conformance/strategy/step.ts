import * as tf from '@tensorflow/tfjs-core';
import {
  addTrees,
  type Context,
  denseGradient,
  type Gradients,
  gradientTensors,
  leaves,
  type Measured,
  measureRouting,
  type Parameter,
  type TaskOutput,
  valueAndGradients,
} from '@outrageous/core';
import { faultInTaskOutput, refuse } from '@outrageous/core/contracts';
import type { Model, Words } from './model.js';

/** A part of a batch, and what is known while it is computed. */
export interface Part {
  readonly batch: Words;
  readonly context: Context;
}

/** What a step comes to, as numbers. */
export interface Step {
  readonly loss: number;
  readonly importance: readonly number[];
  readonly load: readonly number[];
}

/** The total loss, what was measured, and the gradients, which belong to the caller. */
export interface Differentiated extends Step {
  readonly gradients: Gradients;
}

/** Differentiates the loss of a batch that comes in parts. */
export async function differentiate({ task, parameters }: Model, parts: readonly Part[]): Promise<Differentiated> {
  const { value, gradients, extra } = valueAndGradients(() => {
    const outputs = parts.map(({ batch, context }) => task.forward(batch, [], context));
    for (const output of outputs) refuse('forward gave no loss, state and routings', faultInTaskOutput(output, []));
    const { loss, metrics } = measured(outputs);
    const { importance, load } = metrics;
    return { loss: tf.add<tf.Scalar>(meanLoss(outputs, parts), loss), extra: { importance, load } };
  }, leaves(parameters));
  const [[loss], importance, load] = await Promise.all([value, extra.importance, extra.load].map(numbersOf));
  return { loss, importance, load, gradients };
}

/** Σ n · loss / Σ n over parts of n words. */
function meanLoss(outputs: readonly TaskOutput<[]>[], parts: readonly Part[]): tf.Scalar {
  const total = parts.reduce((sum, { batch }) => sum + batch.predictions, 0);
  const terms = outputs.map(({ loss }, i) => tf.mul<tf.Scalar>(loss, parts[i].batch.predictions));
  return parts.length === 1 ? outputs[0].loss : tf.div(tf.addN<tf.Scalar>(terms), total);
}

/** What the only mixture of the model measures of all parts. */
function measured(outputs: readonly TaskOutput<[]>[]): Measured {
  const routings = outputs.map(({ routings: [routing] }) => routing);
  return measureRouting({ ...routings[0], sums: addTrees(routings.map(({ sums }) => sums)) });
}

/** The gradient of each parameter as a whole, by name; those that are missing are zero. */
export async function readGradients(
  gradients: Gradients,
  parameters: readonly Parameter[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const read = parameters.map(async (parameter) => {
    const gradient = gradients.get(parameter);
    const dense = gradient ? denseGradient(gradient, parameter.shape) : tf.zeros([...parameter.shape]);
    return [parameter.name, await numbersOf(dense)] as const;
  });
  return new Map(await Promise.all(read));
}

/** Frees gradients. */
export function disposeGradients(gradients: Gradients): void {
  tf.dispose([...gradients.values()].flatMap(gradientTensors));
}

/** Reads a tensor, and frees it. */
export async function numbersOf(tensor: tf.Tensor): Promise<number[]> {
  const numbers = Array.from(await tensor.data());
  tensor.dispose();
  return numbers;
}
