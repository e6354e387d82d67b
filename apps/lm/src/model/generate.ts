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
import type { LanguageModel } from './languageModel.js';

/** How words are drawn. */
export interface GenerateOptions {
  /** Ids that the text begins with, at least one; the model continues after the last. */
  readonly prompt: readonly number[];
  /** How many words to draw. */
  readonly length: number;
  /** Divides the logits: below 1 likelier words are preferred, near 0 only the likeliest remains. */
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
  let state = model.zeroState(1);
  let next = prompt;
  try {
    for (let drawn = 0; drawn < length; drawn++) {
      const step = advance(model, parameters, next, state);
      disposeTree(state);
      state = step.state;
      const probabilities = softmax(await readOnce(step.logits), temperature, excluded);
      const [at] = await readOnce(uniform(foldIn(key, drawn), [1]));
      const id = indexAt(probabilities, at);
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

/** In double precision, so that the sum is 1 on every device. */
function softmax(logits: Float32Array, temperature: number, excluded: readonly number[]): number[] {
  const scaled = Array.from(logits, (logit, id) => (excluded.includes(id) ? -Infinity : logit / temperature));
  const largest = scaled.reduce((a, b) => Math.max(a, b));
  const exponentials = scaled.map((value) => Math.exp(value - largest));
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
