import * as tf from '@tensorflow/tfjs-core';
import { type Context, disposeParameters, type Gate, oneGroup, type Parameter } from '@outrageous/core';
import { route, type RoutingNumbers } from '../conformance/readRouting.js';
import type { Trial } from '../conformance/subject.js';
import { disposeGrouped, evaluating, parameterOf } from './sameLogits.js';

/** How {@link routeLogits} routes. */
export interface LogitsSetting {
  /** Evaluation where it isn't said. */
  readonly context?: Context;
  /** The gate's parameters beside its router, for one group. */
  readonly others?: { readonly [name: string]: readonly number[] };
}

/** Rows that are unit vectors, so that the matrix of a router is their logits. */
export function unitRows(
  logits: readonly (readonly number[])[],
  others: LogitsSetting['others'] = {},
): Pick<Trial, 'parameters' | 'input'> {
  const [rows, experts] = [logits.length, logits[0].length];
  const parameters: Record<string, Parameter> = { router: parameterOf(tf.tensor3d(logits.flat(), [1, rows, experts])) };
  for (const [name, values] of Object.entries(others)) parameters[name] = parameterOf(tf.tensor2d([[...values]]));
  return { parameters, input: oneGroup(tf.eye(rows)) };
}

/** Routes one row for each line of logits. */
export async function routeLogits(
  make: (sizes: { readonly width: number; readonly experts: number }) => Gate,
  logits: readonly (readonly number[])[],
  { context = evaluating, others }: LogitsSetting = {},
): Promise<RoutingNumbers> {
  const { parameters, input } = unitRows(logits, others);
  const gate = make({ width: logits.length, experts: logits[0].length });
  const numbers = await route({ gate, parameters, input }, context);
  disposeGrouped(input);
  disposeParameters(parameters);
  return numbers;
}

/** float64 softmax, to compare with. */
export function softmaxOf(logits: readonly number[]): number[] {
  const exponentials = logits.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((one) => one / sum);
}
