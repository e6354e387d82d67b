import * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  disposeParameters,
  type ExpertPool,
  foldIn,
  type Grouped,
  initialize,
  key,
  normal,
  type ParameterTree,
} from '@outrageous/core';
import { faultInRows, refuse } from '@outrageous/core/contracts';
import { disturbParameters } from '@outrageous/core/testing';
import { groupRows } from './groupRows.js';

/** The pools to check. */
export interface Subject {
  readonly make: (experts: number) => ExpertPool;
  /** The width d of the rows. */
  readonly width: number;
  /** Of the parameters and rows. */
  readonly seed: number;
}

/** A pool with everything that it needs to run. */
export interface Trial {
  readonly pool: ExpertPool;
  readonly parameters: ParameterTree;
  readonly input: Grouped;
}

/** How a trial differs from the usual one. */
export interface TrialOptions {
  /** Parameters keep the values that the pool starts training with. */
  readonly initialParameters?: boolean;
}

export const whileTraining: Context = { training: true, key: key(11) };

/**
 * Sets a trial up, runs the body on it, and frees everything.
 *
 * @param counts how many rows each expert gets
 */
export async function withTrial<Result>(
  { make, width, seed }: Subject,
  counts: readonly number[],
  body: (trial: Trial) => Promise<Result>,
  { initialParameters = false }: TrialOptions = {},
): Promise<Result> {
  const pool = make(counts.length);
  const parameters = initialize(pool.parameters, key(seed));
  if (!initialParameters) disturbParameters(parameters, seed);
  const input = randomRows(counts, foldIn(key(seed), 'rows'), width);
  try {
    return await body({ pool, parameters, input });
  } finally {
    tf.dispose({ ...input });
    disposeParameters(parameters);
  }
}

/** Runs the pool, and looks at what came: kind, rank and dtype. */
export function applyTo({ pool, parameters, input }: Trial, context = whileTraining): tf.Tensor2D {
  const output = pool.apply(parameters, input, context);
  refuse('apply gave no rows', faultInRows(output, 'slots', 'width'));
  return output;
}

/** Runs the pool and reads its output back. */
export async function outputOf(trial: Trial, context = whileTraining): Promise<number[]> {
  const output = applyTo(trial, context);
  const numbers = Array.from(await output.data());
  output.dispose();
  return numbers;
}

function randomRows(counts: readonly number[], from: ReturnType<typeof key>, width: number): Grouped {
  const slots = counts.reduce((sum, count) => sum + count, 0);
  return groupRows(
    tf.tidy(() => tf.reshape(normal(from, [slots, width]), [slots, width])),
    counts,
  );
}
