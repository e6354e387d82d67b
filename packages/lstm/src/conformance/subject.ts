import {
  type Context,
  disposeParameters,
  disposeTree,
  foldIn,
  initialize,
  type Key,
  key,
  mapTensors,
  normal,
  type ParameterTree,
  type Recurrent,
  type SequenceOutput,
  type StateTree,
  treeTensors,
} from '@outrageous/core';
import { faultInSequence, refuse } from '@outrageous/core/contracts';
import { disturbParameters } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';

/** The layer to check. */
export interface Subject {
  readonly make: () => Recurrent;
  readonly seed: number;
}

/** A layer with everything that it needs to run. */
export interface Trial {
  readonly layer: Recurrent;
  readonly parameters: ParameterTree;
  readonly input: tf.Tensor3D;
  readonly state: StateTree;
  /** Those that are real; all where it isn't said. */
  readonly tokens?: Int32Array;
}

export const whileTraining: Context = { training: true, key: key(11) };

export const outsideTraining: Context = { training: false, key: key(11) };

/**
 * Sets a trial up, runs the body on it, and frees everything.
 *
 * @param size the steps and the sequences of its input
 */
export async function withTrial(
  { make, seed }: Subject,
  { time = 3, batch = 2 }: { readonly time?: number; readonly batch?: number },
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const layer = make();
  const parameters = initialize(layer.parameters, key(seed));
  disturbParameters(parameters, seed);
  const input = normal(foldIn(key(seed), 'input'), [time, batch, layer.inputWidth]);
  const state = randomState(layer.zeroState(batch), foldIn(key(seed), 'state'));
  try {
    await body({ layer, parameters, input, state });
  } finally {
    tf.dispose([input, ...treeTensors(state)]);
    disposeParameters(parameters);
  }
}

/** Runs the layer on a trial, and looks at what came: kinds, shapes and dtypes. */
export function applyTo({ layer, parameters, ...sequence }: Trial, context = outsideTraining): SequenceOutput {
  const [time, batch] = sequence.input.shape;
  const made = layer.apply(parameters, sequence, context);
  const sizes = { time, batch, width: layer.width, state: sequence.state };
  refuse('apply gave no output and state', faultInSequence(made, sizes));
  return made;
}

/** Reads the output and all of the state back, and frees what was made. */
export async function numbersOf(made: SequenceOutput): Promise<number[]> {
  const numbers: number[] = [];
  for (const tensor of [made.output, ...treeTensors(made.state)]) numbers.push(...(await tensor.data()));
  disposeTree(made);
  return numbers;
}

/** A state that no layer starts from, so that what is forgotten shows. */
function randomState(zero: StateTree, from: Key): StateTree {
  const tensors = treeTensors(zero);
  return mapTensors(zero, (tensor) => {
    const random = normal(foldIn(from, tensors.indexOf(tensor)), tensor.shape);
    const typed = tf.cast(random, tensor.dtype);
    tf.dispose([tensor, random]);
    return typed;
  });
}
