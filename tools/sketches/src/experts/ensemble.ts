import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Gate,
  type Layer,
  oneGroup,
  type ParametersOf,
  type ParameterTree,
  type Recurrent,
  type StateTree,
  tidyTree,
  weightedSegmentSum,
} from '@outrageous/core';
import type { WordPrediction, WordWindow } from '@outrageous/lm';

/** Any language model, whatever is inside: recurrent, counted, feed-forward, trained before. */
export interface WordModel extends Layer<
  WordWindow,
  { readonly logProbabilities: tf.Tensor2D; readonly state: StateTree }
> {
  zeroState(batch: number): StateTree;
}

/** What the gate looks at: word ids → float32 [time · batch, width]. */
export interface Features extends Layer<WordWindow, { readonly rows: tf.Tensor2D; readonly state: StateTree }> {
  readonly trunk: Recurrent;
}

interface Parts {
  readonly features: Features;
  readonly gate: Gate;
  readonly models: readonly WordModel[];
}

/**
 * Different models as experts under one gate, which weighs them word by word:
 *
 *     log p(word) = log Σ_i G(x)_i · p_i(word)
 *
 * Each model reads the whole text, so that its state stays its own; the gate may be any, as its routing is a sparse
 * matrix of words and models.
 */
export function ensemble({ features, gate, models }: Parts): Layer<WordWindow, WordPrediction> {
  const parameters = {
    features: features.parameters,
    gate: gate.parameters,
    models: models.map((model) => model.parameters),
  };
  return {
    parameters,
    operations: features.operations + gate.operations + models.reduce((sum, { operations }) => sum + operations, 0),
    apply: (tree: ParametersOf<typeof parameters>, window, context) =>
      tidyTree(() => {
        const [own, ...states] = statesOf(window.state, models.length + 1);
        const seen = features.apply(tree.features, { ...window, state: own }, childContext(context, 'features'));
        const routing = gate.apply(tree.gate, oneGroup(seen.rows), childContext(context, 'gate'));
        const read = models.map((model, i) => readBy(model, tree.models[i], { ...window, state: states[i] }));
        const values = tf.exp<tf.Tensor2D>(tf.concat(read.map(({ logProbabilities }) => logProbabilities)));
        const words = seen.rows.shape[0];
        const mixed = weightedSegmentSum(
          {
            values: pick(values, routing.expert, routing.token, words),
            weight: routing.weight,
            segment: routing.token,
          },
          words,
        );
        return { logits: tf.log(mixed), state: [seen.state, ...read.map(({ state }) => state)], routings: [routing] };
      }),
  };

  function readBy(model: WordModel, tree: ParameterTree, window: WordWindow) {
    return model.apply(tree, window, { training: false, key: [0, 0] });
  }
}

/** What model `expert` makes of word `token`, for each slot. */
declare function pick(values: tf.Tensor2D, expert: tf.Tensor1D, token: tf.Tensor1D, words: number): tf.Tensor2D;

/** The states of the parts, of which the whole's is the list. */
declare function statesOf(state: StateTree, parts: number): readonly StateTree[];
