import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Context,
  dropout as drop,
  type Layer,
  type ParametersOf,
  type ParameterTree,
  type Recurrent,
  type Routing,
  type StateTree,
} from '@outrageous/core';
import { embedding } from './embedding.js';
import { softmaxLayer } from './softmaxLayer.js';

/** What {@link languageModel} is made from. */
export interface LanguageModelOptions {
  /** How many words the model knows, `<unk>` included. */
  readonly vocabulary: number;
  /** The width d of the embedding, of the trunk and of the softmax layer's input. */
  readonly width: number;
  /** Everything between embedding and softmax; as wide as the embedding. */
  readonly trunk: Recurrent;
  /** The share of the embedding that is dropped while training; 0 where it isn't said. */
  readonly dropout?: number;
}

/** A window of word ids. */
export interface WordWindow {
  /** int32 [time, batch] */
  readonly ids: tf.Tensor2D;
  readonly state: StateTree;
  /** The flat indices t · batch + b that are not padding, where some are. */
  readonly tokens?: Int32Array;
}

/** What the model makes of a window. */
export interface WordPrediction {
  /** float32 [time · batch, vocabulary]: the next word after each position, time after time. */
  readonly logits: tf.Tensor2D;
  readonly state: StateTree;
  readonly routings: readonly Routing[];
}

/** A language model: words in, the logits of each next word out. */
export interface LanguageModel extends Layer<WordWindow, WordPrediction> {
  readonly vocabulary: number;
  readonly width: number;
  /** The part that presets differ in, and that the paper's operations and parameters count. */
  readonly trunk: Recurrent;
  /** The state before the first word, for `batch` texts. */
  zeroState(batch: number): StateTree;
}

/**
 * The paper's language model: embedding → dropout → trunk → softmax layer.
 *
 * @throws Error when the trunk is not as wide as the embedding
 * @example
 * ```ts
 * const model = languageModel({
 *   vocabulary: 10_000,
 *   width: 128,
 *   trunk: trunk([lstm({ inputWidth: 128, cells: 128 }), moe(gate, pool, 128)]),
 * });
 * const parameters = initialize(model.parameters, key(0));
 * ```
 *
 * Appendix C.1.
 */
export function languageModel({ vocabulary, width, trunk, dropout = 0 }: LanguageModelOptions): LanguageModel {
  checkWidth(width, trunk);
  const words = embedding(vocabulary, width);
  const softmax = softmaxLayer(width, vocabulary);
  const parameters = { embedding: words.parameters, trunk: trunk.parameters, softmax: softmax.parameters };

  function embed(tree: ParameterTree, ids: tf.Tensor1D, context: Context): tf.Tensor2D {
    return drop(words.apply(tree, ids, context), dropout, childContext(context, 'dropout'));
  }

  return {
    parameters,
    operations: trunk.operations + softmax.operations,
    vocabulary,
    width,
    trunk,
    zeroState: (batch) => trunk.zeroState(batch),
    apply: (tree: ParametersOf<typeof parameters>, { ids, state, tokens }, context) => {
      const flat = tf.reshape<tf.Rank.R1>(ids, [-1]);
      const embedded = embed(tree.embedding, flat, childContext(context, 'embedding'));
      const input = tf.reshape<tf.Rank.R3>(embedded, [...ids.shape, width]);
      const inTrunk = { ...childContext(context, 'trunk'), ids: flat };
      const { output, ...rest } = trunk.apply(tree.trunk, { input, state, tokens }, inTrunk);
      const hidden = tf.reshape<tf.Rank.R2>(output, [-1, width]);
      const logits = softmax.apply(tree.softmax, hidden, childContext(context, 'softmax'));
      return { logits, state: rest.state, routings: rest.routings ?? [] };
    },
  };
}

function checkWidth(width: number, { inputWidth, width: outputWidth }: Recurrent): void {
  if (inputWidth === width && outputWidth === width) return;
  throw new Error(
    `languageModel: the embedding is ${width} wide, but the trunk goes from ${inputWidth} to ${outputWidth}; ` +
      'all three must be equal, because every layer is added to its input',
  );
}
