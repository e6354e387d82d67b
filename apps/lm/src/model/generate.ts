import * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  disposeTree,
  foldIn,
  type Key,
  mapTensors,
  type ParameterTree,
  type StateTree,
  tidyTree,
  uniform,
} from '@outrageous/core';
import { breathe } from '@outrageous/trainer';
import type { LanguageModel } from './languageModel.js';

/** How words are drawn. */
export interface GenerateOptions {
  /** Ids that the text begins with, at least one; the model continues after the last. */
  readonly prompt: readonly number[];
  /** How many words to draw. */
  readonly length: number;
  /** Divides the logits: below 1 likelier words are preferred; 0 takes the likeliest, the first of several. */
  readonly temperature: number;
  /** Ids that are never drawn, such as the one of `<unk>`. */
  readonly excluded?: readonly number[];
  /** The same key draws the same words. */
  readonly key: Key;
}

/**
 * Continues a text, word after word: p(word) ∝ exp(logit / temperature).
 *
 * The same key, parameters and prompt give the same words.
 *
 * @throws RangeError when the temperature is negative or no finite number
 * @throws Error when no word can be drawn: all are excluded, or a logit is NaN or ∞
 * @returns the drawn ids, one at a time
 * @example
 * ```ts
 * for await (const id of generate(model, parameters, { prompt: [0], length: 20, temperature: 0.8, key: key(0) })) …
 * ```
 */
export async function* generate(
  model: LanguageModel,
  parameters: ParameterTree,
  { prompt, length, temperature, excluded = [], key }: GenerateOptions,
): AsyncGenerator<number> {
  requireTemperature(temperature);
  let state = model.zeroState(1);
  let next = prompt;
  try {
    for (let drawn = 0; drawn < length; drawn++) {
      const step = advance(model, parameters, next, state);
      disposeTree(state);
      state = step.state;
      const logits = without(excluded, await readOnce(step.logits));
      const [at] = await readOnce(uniform(foldIn(key, drawn), [1]));
      await breathe();
      const id = temperature === 0 ? likeliest(logits) : indexAt(softmax(logits, temperature), at);
      yield id;
      next = [id];
    }
  } finally {
    disposeTree(state);
  }
}

/** Feeds words to the model: the logits after the last one, float32 [vocabulary], and the new state. */
function advance(
  model: LanguageModel,
  parameters: ParameterTree,
  words: readonly number[],
  state: StateTree,
): { logits: tf.Tensor; state: StateTree } {
  return tidyTree(() => {
    const ids = tf.tensor2d(Int32Array.from(words), [words.length, 1], 'int32');
    const context: Context = { training: false, key: [0, 0] };
    const prediction = model.apply(parameters, { ids, state }, context);
    const last = tf.slice(prediction.logits, [words.length - 1, 0], [1, model.vocabulary]);
    // A layer may give its state back as it got it; the caller disposes of the old one.
    return { logits: tf.reshape(last, [-1]), state: mapTensors(prediction.state, (tensor) => tf.clone(tensor)) };
  });
}

async function readOnce(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}

function requireTemperature(temperature: number): void {
  if (Number.isFinite(temperature) && temperature >= 0) return;
  throw new RangeError(`generate: got temperature ${temperature}, needs a finite number of 0 or more; 0 is greedy`);
}

/** @throws Error where nothing can be drawn from what is left */
function without(excluded: readonly number[], logits: Float32Array): number[] {
  const left = Array.from(logits, (logit, id) => (excluded.includes(id) ? -Infinity : logit));
  const largest = left.reduce((a, b) => Math.max(a, b), -Infinity);
  if (Number.isFinite(largest)) return left;
  throw new Error(
    `generate: the largest logit is ${largest}, so no word can be drawn; the model went astray in training ` +
      '(take an earlier checkpoint), or every word is excluded',
  );
}

function likeliest(logits: readonly number[]): number {
  return logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
}

/** In double precision, so that the sum is 1 on every device. The largest goes first: it may be divided by very little. */
function softmax(logits: readonly number[], temperature: number): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const exponentials = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / sum);
}

/** The first index at which the running sum of the probabilities exceeds `at`. */
function indexAt(probabilities: readonly number[], at: number): number {
  let sum = 0;
  const found = probabilities.findIndex((probability) => (sum += probability) > at);
  // Where rounding leaves the sum below `at`, it is the last word that can be drawn at all.
  return found === -1 ? probabilities.findLastIndex((probability) => probability > 0) : found;
}
