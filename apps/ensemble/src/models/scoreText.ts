import { type Context, disposeTree, key, type ParameterTree, takeAlong, tidyTree } from '@outrageous/core';
import type { LanguageModel } from '@outrageous/lm';
import type { ContiguousOptions, Window } from '@outrageous/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { placesOf, type Scores, wordsAt } from '../text/scoredText.js';

/** Nothing is drawn from the key: scoring is no training. */
const evaluation: Context = { training: false, key: key(0) };

/**
 * Reads a text once with a model that stays as it is, and keeps how probable each word was: four bytes per word, where the
 * probabilities of all words would be as many numbers as the vocabulary has.
 *
 * @returns the log-probability of each word but the first
 * @example
 * ```ts
 * const scores = await scoreText({ model, parameters }, ids, { batch: 32, time: 20 });
 * ```
 */
export async function scoreText(
  { model, parameters }: { readonly model: LanguageModel; readonly parameters: ParameterTree },
  ids: Int32Array,
  sizes: Pick<ContiguousOptions, 'batch' | 'time'>,
): Promise<Scores> {
  const batches = placesOf(ids, { ...sizes, remainder: 'pad' });
  const scores = new Float32Array(ids.length - 1);
  let state = model.zeroState(batches.streams);
  for (let step = 0; step < batches.windowsPerEpoch; step++) {
    const places = batches.batchAt(step);
    const made = tidyTree(() => scoreWindow({ model, parameters }, { window: wordsAt(ids, places), state }));
    disposeTree(state);
    state = made.state;
    keep(scores, places, await made.scores.data<'float32'>());
    made.scores.dispose();
  }
  disposeTree(state);
  return scores;
}

interface Reading {
  readonly window: Window;
  readonly state: ReturnType<LanguageModel['zeroState']>;
}

/** log softmax(logits) at the labels, [time · batch], and the state after them. */
function scoreWindow(
  { model, parameters }: { readonly model: LanguageModel; readonly parameters: ParameterTree },
  { window: { time, batch, inputs, labels, tokens }, state: before }: Reading,
) {
  const ids = tf.tensor2d(inputs, [time, batch], 'int32');
  const { logits, state } = model.apply(parameters, { ids, state: before, tokens }, evaluation);
  const below = tf.sub<tf.Tensor2D>(logits, tf.max(logits, 1, true)); // large logits would round away what is added to them
  const chosen = takeAlong(below, tf.tensor2d(labels, [labels.length, 1], 'int32'));
  return { scores: tf.sub<tf.Tensor2D>(chosen, tf.log(tf.sum(tf.exp(below), 1, true))), state };
}

function keep(scores: Scores, { inputs, tokens = Int32Array.from(inputs.keys()) }: Window, made: Float32Array): void {
  for (const token of tokens) scores[inputs[token]] = made[token];
}
