import * as tf from '@tensorflow/tfjs-core';
import {
  disposeParameters,
  foldIn,
  type Gate,
  type Grouped,
  initialize,
  key,
  leaves,
  normal,
  type ParameterTree,
} from '@outrageous/core';

/** The gate to check, and what can't be read from it. */
export interface Subject {
  readonly makeGate: () => Gate;
  /** The width d of its rows. */
  readonly width: number;
  /** The slots that it makes of so many rows. */
  readonly slots: (rows: number, gate: Gate) => number;
  /** Of the parameters and rows. */
  readonly seed: number;
}

/** A gate with everything that it needs to route. */
export interface Trial {
  readonly gate: Gate;
  readonly parameters: ParameterTree;
  readonly input: Grouped;
}

/** How a trial differs from the usual one: random rows, random parameters. */
export interface TrialOptions {
  readonly rows: number;
  /** All rows are the same. */
  readonly equalRows?: boolean;
  /** What all rows are multiplied with: with 0, all logits are equal. */
  readonly scale?: number;
  /** Parameters keep the values that the gate starts training with. */
  readonly initialParameters?: boolean;
}

/** Sets a trial up, runs the body on it, and frees everything. */
export async function withTrial(
  { makeGate, width, seed }: Subject,
  { rows, equalRows = false, scale = 1, initialParameters = false }: TrialOptions,
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const gate = makeGate();
  const parameters = initialize(gate.parameters, key(seed));
  if (!initialParameters) randomize(parameters, seed);
  const input = groupRows(scaled(randomRows(equalRows ? 1 : rows, rows, { width, seed }), scale), gate.groups);
  try {
    await body({ gate, parameters, input });
  } finally {
    tf.dispose([input.rows, input.group, input.offsets]);
    disposeParameters(parameters);
  }
}

/** Many gates start at zero, where everything is a tie: other values say more. */
function randomize(parameters: ParameterTree, seed: number): void {
  for (const parameter of leaves(parameters)) {
    parameter.assign(normal(foldIn(key(seed), `random/${parameter.name}`), parameter.shape));
  }
}

function randomRows(different: number, rows: number, { width, seed }: Pick<Subject, 'width' | 'seed'>): tf.Tensor2D {
  return tf.tidy(() =>
    tf.tile(tf.reshape(normal(foldIn(key(seed), 'rows'), [different, width]), [different, width]), [
      different && rows / different,
      1,
    ]),
  );
}

function scaled(rows: tf.Tensor2D, scale: number): tf.Tensor2D {
  const scaledRows = tf.mul<tf.Tensor2D>(rows, scale);
  rows.dispose();
  return scaledRows;
}

/** Spreads rows over the groups, but for the last one, which gets none where there are several. */
function groupRows(rows: tf.Tensor2D, groups: number): Grouped {
  const count = rows.shape[0];
  const used = Math.max(groups - 1, 1);
  const group = Array.from({ length: count }, (_, row) => Math.floor((row * used) / count));
  const offsets = Array.from({ length: groups + 1 }, (_, g) => group.filter((of) => of < g).length);
  return { rows, group: tf.tensor1d(group, 'int32'), offsets: tf.tensor1d(offsets, 'int32'), groups };
}
