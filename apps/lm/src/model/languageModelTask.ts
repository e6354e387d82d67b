import * as tf from '@tensorflow/tfjs-core';
import type { ParameterTree } from '@outrageous/core';
import { crossEntropy, type Task, type Window } from '@outrageous/trainer';
import type { LanguageModel } from './languageModel.js';

/**
 * What the trainer needs to train and evaluate a language model.
 *
 *     loss  = mean cross-entropy of the next words
 *     total = loss + Σ routing.loss over the mixtures
 *
 * @param parameters as `initialize(model.parameters, key)` made them
 * @example
 * ```ts
 * const task = languageModelTask(model, initialize(model.parameters, key(0)));
 * ```
 */
export function languageModelTask(model: LanguageModel, parameters: ParameterTree): Task<Window> {
  return {
    parameters,
    zeroState: (batch) => model.zeroState(batch),
    forward(window, state, context) {
      const { ids, labels, weights, tokens } = tensorsOf(window);
      const prediction = model.apply(parameters, { ids, state, tokens }, context);
      const loss = crossEntropy(prediction.logits, labels, weights);
      const total = tf.addN<tf.Scalar>([loss, ...prediction.routings.map((routing) => routing.loss)]);
      return { total, loss, state: prediction.state, routings: prediction.routings };
    },
  };
}

function tensorsOf({ time, batch, inputs, labels, weights, tokens }: Window) {
  return {
    ids: tf.tensor2d(inputs, [time, batch], 'int32'),
    labels: tf.tensor1d(labels, 'int32'),
    weights: weights && tf.tensor1d(weights),
    tokens: tokens && tf.tensor1d(tokens, 'int32'),
  };
}
