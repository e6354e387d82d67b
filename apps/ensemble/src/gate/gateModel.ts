import {
  childContext,
  type Context,
  type Gate,
  gatherRows,
  type Layer,
  oneGroup,
  type ParametersOf,
  type ParameterTree,
  type Recurrent,
  type Routing,
  type StateTree,
  type Task,
  tidyTree,
} from '@outrageous/core';
import { embedding } from '@outrageous/lm';
import * as tf from '@tensorflow/tfjs-core';
import type { ScoredWindow } from '../text/scoredText.js';
import { mixedScores } from './mixedScores.js';

/** What {@link gateModel} is made from. */
export interface GateModelOptions {
  readonly vocabulary: number;
  /** Reads each word, and what the models had made of it: its input is wider than the number of models. */
  readonly reader: Recurrent;
  /** Weighs the models by what the reader gives. */
  readonly gate: Gate;
}

/** A window that was scored, and what the reader remembers of the words before. */
export interface ScoredInput {
  readonly window: ScoredWindow;
  readonly state: StateTree;
}

/** What the models come to together. */
export interface MixedScores {
  /** float32 [predictions, 1]: the log-probability of each label that is no padding. */
  readonly scores: tf.Tensor2D;
  readonly state: StateTree;
  readonly routing: Routing;
}

/** What is trained where the models are not: who is to be trusted with the next word. */
export interface GateModel extends Layer<ScoredInput, MixedScores> {
  zeroState(batch: number): StateTree;
}

/**
 * A gate over language models that read the same text, each in its own way:
 *
 *     x_t = [embedding(w_t); log p_1(w_t) / log V, …]    p(w_{t+1}) = Σ_i G(reader(x_t))_i · p_i(w_{t+1})
 *
 * It sees which word came, and how well each model had known it (1 is as bad as a guess), so that it learns who is to be
 * trusted after what, and with which kind of text. The models stay as they are: a window brings what they made of it.
 *
 * @throws RangeError when the reader's input leaves no room for an embedding beside a number for each model
 * @example
 * ```ts
 * const reader = gru({ inputWidth: 32 + 4, cells: 32 });
 * const model = gateModel({ vocabulary: 10_000, reader, gate: denseGate({ width: 32, experts: 4 }) });
 * ```
 */
export function gateModel({ vocabulary, reader, gate }: GateModelOptions): GateModel {
  checkReader(reader, gate);
  const words = embedding(vocabulary, reader.inputWidth - gate.experts);
  const parameters = { words: words.parameters, reader: reader.parameters, gate: gate.parameters };
  type Tree = ParametersOf<typeof parameters>;

  /** [time, batch, embedding + models] */
  function seen(tree: Tree, { time, batch, inputs, scoresBefore }: ScoredWindow, context: Context) {
    const embedded = words.apply(tree.words, tf.tensor1d(inputs, 'int32'), context);
    const before = tf.tensor2d(scoresBefore, [inputs.length, gate.experts]);
    const rows = tf.concat([embedded, tf.div(before, -Math.log(vocabulary))], 1);
    return tf.reshape<tf.Rank.R3>(rows, [time, batch, reader.inputWidth]);
  }

  return {
    parameters,
    operations: reader.operations + gate.operations,
    zeroState: (batch) => reader.zeroState(batch),
    apply: (tree: Tree, { window, state: before }, context) =>
      tidyTree(() => {
        const input = seen(tree, window, childContext(context, 'words'));
        const sequence = { input, state: before, tokens: window.tokens };
        const { output, state } = reader.apply(tree.reader, sequence, childContext(context, 'reader'));
        const rows = tf.reshape<tf.Rank.R2>(output, [-1, reader.width]);
        const routing = gate.apply(tree.gate, oneGroup(real(rows, window)), childContext(context, 'gate'));
        const scores = tf.tensor2d(window.scores, [window.inputs.length, gate.experts]);
        return { scores: mixedScores(routing, real(scores, window)), state, routing };
      }),
  };
}

/**
 * What trains and evaluates the gate: the loss is the mean of −log p over the words that are no padding.
 *
 * @param parameters as `initialize(model.parameters, key)` made them
 * @example
 * ```ts
 * const { perplexity } = await evaluate(gateTask(model, parameters), scoredBatches(text, sizes));
 * ```
 */
export function gateTask(model: GateModel, parameters: ParameterTree): Task<ScoredWindow> {
  return {
    parameters,
    zeroState: (batch) => model.zeroState(batch),
    forward: (window, before, context) =>
      tidyTree(() => {
        const { scores, state, routing } = model.apply(parameters, { window, state: before }, context);
        return { loss: tf.neg(tf.mean<tf.Scalar>(scores)), state, routings: [routing] };
      }),
  };
}

/** The rows that are no padding. */
function real(rows: tf.Tensor2D, { tokens }: ScoredWindow): tf.Tensor2D {
  return tokens ? gatherRows(rows, tf.tensor1d(tokens, 'int32')) : rows;
}

function checkReader({ inputWidth }: Recurrent, { experts }: Gate): void {
  if (inputWidth > experts) return;
  throw new RangeError(
    `gateModel: the reader's input is ${inputWidth} wide, needs more than the number of models, ${experts}: ` +
      'what is left is the width of the embedding',
  );
}
