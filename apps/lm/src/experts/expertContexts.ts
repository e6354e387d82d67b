import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, mapTensors, type ParameterTree, type Routing, type StateTree, tidyTree } from '@outrageous/core';
import { type Batches, breathe, type Window } from '@outrageous/trainer';
import type { LanguageModel } from '../model/languageModel.js';
import { type ExpertContext, topContexts, type TopContexts } from './topContexts.js';

/** A text, as evaluation reads it. */
export interface ReadText {
  readonly ids: Int32Array;
  /** Cut without dropping anything. */
  readonly batches: Batches<Window>;
}

/** The contexts of one mixture's experts: per expert, the largest weight first. */
export type MixtureContexts = readonly (readonly ExpertContext[])[];

/**
 * Reads a text and finds, for each expert of each mixture, the words at which the gate gave it the largest weights.
 *
 * @param count how many for each expert
 * @returns for each mixture from the input upwards, for each expert; positions count the words of `ids`
 *
 * Table 9.
 */
export async function expertContexts(
  model: LanguageModel,
  parameters: ParameterTree,
  { ids, batches }: ReadText,
  count: number,
): Promise<MixtureContexts[]> {
  const mixtures: TopContexts[] = [];
  const streamLength = Math.ceil((ids.length - 1) / batches.streams);
  let state = model.zeroState(batches.streams);
  for (let at = 0; at < batches.windowsPerEpoch; at++) {
    const window = batches.batchAt(at);
    const read = readWindow(model, parameters, window, state);
    disposeTree(state);
    state = read.state;
    for (const [i, routing] of read.routings.entries()) {
      mixtures[i] ??= topContexts(routing.experts, count);
      await collect(mixtures[i], routing, (row) => positionOf(row, window, at, streamLength));
    }
    await breathe();
  }
  disposeTree(state);
  return mixtures.map(({ contexts }) => contexts);
}

/** What is read of a routing. */
type Choices = Pick<Routing, 'experts' | 'token' | 'expert' | 'weight'>;

function readWindow(
  model: LanguageModel,
  parameters: ParameterTree,
  { inputs, tokens, time, batch }: Window,
  state: StateTree,
): { routings: Choices[]; state: StateTree } {
  return tidyTree(() => {
    const ids = tf.tensor2d(inputs, [time, batch], 'int32');
    const prediction = model.apply(parameters, { ids, state, tokens }, { training: false, key: [0, 0] });
    // A layer may give its state back as it got it; the caller disposes of the old one.
    const next = mapTensors(prediction.state, (tensor) => tf.clone(tensor));
    return { routings: prediction.routings.map(choicesOf), state: next };
  });
}

function choicesOf({ experts, token, expert, weight }: Routing): Choices {
  return { experts, token, expert, weight };
}

async function collect(top: TopContexts, choices: Choices, position: (row: number) => number): Promise<void> {
  const { token, expert, weight } = choices;
  const [tokens, experts, weights] = await Promise.all([token.data(), expert.data(), weight.data()]);
  tf.dispose([token, expert, weight]);
  for (let slot = 0; slot < weights.length; slot++) {
    top.add(experts[slot], { weight: weights[slot], position: position(tokens[slot]) });
  }
}

/** Rows count real tokens only, time after time; stream b begins at word b · streamLength. */
function positionOf(row: number, { tokens, batch, time }: Window, window: number, streamLength: number): number {
  const number = tokens ? tokens[row] : row;
  return (number % batch) * streamLength + window * time + Math.floor(number / batch);
}
