import * as tf from '@tensorflow/tfjs-core';
import {
  type Context,
  initialize,
  key,
  leaves,
  measureRouting,
  type Recurrent,
  treeTensors,
  valueAndGradients,
} from '@outrageous/core';
import { feedForward, mixture } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { languageModel } from '@outrageous/lm';
import { activated, lstm, overTime, residual, stack } from '@outrageous/lstm';
import { adam, clipByGlobalNorm, crossEntropy } from '@outrageous/trainer';
import type { ModelSizes } from '../modelSizes.js';

/** A model that is trained on the same words over and over. */
export interface Trial {
  /** Forward, backward and update; what it gives belongs to the caller. */
  step(): tf.Scalar;
  dispose(): void;
}

/** Makes the paper's language model and its optimizer: Adam behind a limit of the gradients' norm. */
export function mixtureModel(sizes: ModelSizes): Trial {
  const model = modelOf(sizes);
  const parameters = initialize(model.parameters, key(0));
  const optimizer = clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
  const all = leaves(parameters);
  const optimizerState = optimizer.init(all);
  const state = model.zeroState(sizes.batch);
  const words = wordsOf(sizes);
  const context: Context = { training: true, key: key(1) };
  const step = () =>
    tf.tidy(() => {
      const { value, gradients } = valueAndGradients(() => {
        const { logits, routings } = model.apply(parameters, { ids: words.ids, state }, context);
        const losses = routings.map((routing) => measureRouting(routing).loss);
        return { loss: tf.addN<tf.Scalar>([crossEntropy(logits, words.labels), ...losses]), extra: [] };
      }, all) as unknown as { value: tf.Scalar; gradients: Parameters<typeof optimizer.update>[0] };
      optimizer.update(gradients, optimizerState, all);
      return value;
    });
  const tensors = [words.ids, words.labels, ...treeTensors(state)];
  const dispose = () => {
    tf.dispose(tensors);
    for (const parameter of [...all, ...leaves(optimizerState.slots)]) parameter.dispose();
  };
  return { step, dispose };
}

function modelOf({ width, experts, hidden, k, vocabulary }: ModelSizes) {
  const gate = balanced(noisyTopK({ width, experts, k }));
  const experted = activated(overTime(mixture(gate, feedForward({ experts, width, hidden })), { width }), tf.sigmoid);
  const recurrent = () => lstm({ inputWidth: width, cells: width });
  const layers: Recurrent[] = [recurrent(), experted, recurrent()].map((layer: Recurrent) =>
    residual(layer, { dropout: 0.1 }),
  );
  return languageModel({ vocabulary, width, trunk: stack(layers), dropout: 0.1 });
}

function wordsOf({ vocabulary, time, batch }: ModelSizes): { ids: tf.Tensor2D; labels: tf.Tensor1D } {
  const ids = Int32Array.from({ length: time * batch }, (_, i) => (i * 7919) % vocabulary);
  const labels = ids.map((id) => (id * 31) % vocabulary);
  return { ids: tf.tensor2d(ids, [time, batch], 'int32'), labels: tf.tensor1d(labels, 'int32') };
}
