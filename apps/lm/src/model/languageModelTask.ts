import * as tf from '@tensorflow/tfjs-core';
import type { ParameterTree, Task } from '@outrageous/core';
import { crossEntropy, type Window } from '@outrageous/trainer';
import type { LanguageModel } from './languageModel.js';
import type { UnknownWatch } from './unknownWords.js';

/**
 * What the trainer needs to train and evaluate a language model.
 *
 *     loss = mean cross-entropy of the next words
 *
 * @param parameters as `initialize(model.parameters, key)` made them
 * @param unknown sees what is evaluated
 * @example
 * ```ts
 * const task = languageModelTask(model, initialize(model.parameters, key(0)));
 * ```
 */
export function languageModelTask(
  model: LanguageModel,
  parameters: ParameterTree,
  unknown?: Pick<UnknownWatch, 'see'>,
): Task<Window> {
  return {
    parameters,
    zeroState: (batch) => model.zeroState(batch),
    forward(window, state, context) {
      const { ids, labels, weights } = tensorsOf(window);
      const { logits, ...rest } = model.apply(parameters, { ids, state, tokens: window.tokens }, context);
      if (!context.training) unknown?.see(logits, window);
      return { ...rest, loss: crossEntropy(logits, labels, weights) };
    },
  };
}

function tensorsOf({ time, batch, inputs, labels, weights }: Window) {
  return {
    ids: tf.tensor2d(inputs, [time, batch], 'int32'),
    labels: tf.tensor1d(labels, 'int32'),
    weights: weights && tf.tensor1d(weights),
  };
}
