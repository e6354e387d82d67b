import * as tf from '@tensorflow/tfjs-core';
import { disposeParameters, type Grouped, key, oneGroup, type Parameter } from '@outrageous/core';
import { route, type RoutingNumbers, whileTraining } from '../conformance/readRouting.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';

/** Neither noise nor anything else random. */
export const evaluating = { training: false, key: key(0) };

/** softplus(0) + 0.01: the standard deviation that training starts with. */
export const INITIAL_STD = Math.log(2) + 0.01;

/** The logits that every row gets. */
export interface SameLogits {
  readonly k: number;
  readonly rows: number;
  readonly clean: readonly number[];
  /** Zero where it isn't said. */
  readonly rawNoise?: readonly number[];
}

/** Routes rows of the one number 1, so that parameters are logits. */
export async function routeSameLogits(
  { k, rows, clean, rawNoise }: SameLogits,
  context = whileTraining,
): Promise<RoutingNumbers> {
  const parameters = { clean: logitParameter(clean), noise: logitParameter(rawNoise ?? clean.map(() => 0)) };
  const input = oneGroup(tf.ones([rows, 1]));
  const gate = noisyTopK({ width: 1, experts: clean.length, k });
  const numbers = await route({ gate, parameters, input }, context);
  disposeGrouped(input);
  disposeParameters(parameters);
  return numbers;
}

/** The matrix of a gate for rows of the one number 1: its logits. */
export function logitParameter(logits: readonly number[]): Parameter {
  return parameterOf(tf.tensor3d([...logits], [1, 1, logits.length]));
}

/** A tensor in a parameter's clothes, so that gradients flow to it. */
export function parameterOf(tensor: tf.Tensor): Parameter {
  const { shape } = tensor;
  const dispose = () => tensor.dispose();
  return { kind: 'parameter', name: '', shape, perExpert: false, read: () => tensor, assign: dispose, dispose };
}

/** Frees rows that came in groups. */
export function disposeGrouped({ rows, group, offsets }: Grouped): void {
  tf.dispose([rows, group, offsets]);
}

/** How many rows each expert was chosen by. */
export function countsOf({ expert, load }: RoutingNumbers): number[] {
  return load.map((_, i) => expert.filter((chosen) => chosen === i).length);
}
