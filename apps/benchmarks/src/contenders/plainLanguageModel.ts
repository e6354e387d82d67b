import * as tf from '@tensorflow/tfjs';
import { beginOn } from '@outrageous/lm';
import type { ModelSizes } from '../modelSizes.js';
import { drawText } from './drawWords.js';
import { plainLstm } from './plainLstm.js';
import { plainMixture } from './plainMixture.js';
import type { Trial } from './trial.js';

/**
 * Steps of training the same language model with TensorFlow.js alone: LSTMs unrolled from its cell, every expert
 * computed for every token and masked, labels as one-hot rows, `tf.train.adam`. Same device, none of our ops.
 */
export async function plainLanguageModel(sizes: ModelSizes): Promise<Trial> {
  const { description } = await beginOn('tensorflow');
  const { vocabulary, width, batch, time } = sizes;
  const table = tf.variable(tf.randomNormal([vocabulary, width], 0, 1 / Math.sqrt(width)));
  const weight = tf.variable(tf.randomNormal([width, vocabulary], 0, 0.5 / Math.sqrt(width)));
  const bias = tf.variable(tf.zeros([vocabulary]));
  const layers = [plainLstm(width), plainLstm(width)];
  const experts = plainMixture(sizes);
  const optimizer = tf.train.adam(1e-3);
  const nextWindow = windowsOf(sizes);
  let states = layers.map(() => [tf.zeros<tf.Rank.R2>([batch, width]), tf.zeros<tf.Rank.R2>([batch, width])] as const);
  let loss = NaN;

  let next = states;
  const dropped = (x: tf.Tensor) => tf.dropout(x, 0.1) as tf.Tensor2D;

  function recurrent(x: tf.Tensor2D, i: number): tf.Tensor2D {
    const { output, state } = layers[i].apply(tf.reshape(x, [time, batch, width]), states[i]);
    next[i] = [tf.keep(state[0]), tf.keep(state[1])];
    return tf.add(x, dropped(tf.reshape(output, [time * batch, width])));
  }

  function lossOf(ids: tf.Tensor1D, labels: tf.Tensor1D): tf.Scalar {
    const below = recurrent(dropped(tf.gather(table, ids)), 0);
    const { output, balance } = experts.apply(below);
    const above = recurrent(tf.add(below, dropped(tf.sigmoid(output))), 1);
    const logits = tf.add(tf.matMul(above, weight as tf.Tensor2D), bias);
    const error = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, vocabulary), logits);
    return tf.add<tf.Scalar>(error, balance);
  }

  return {
    description: `${description}, used through TensorFlow.js alone`,
    async run() {
      const { ids, labels } = nextWindow();
      next = [];
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => lossOf(ids, labels));
        optimizer.applyGradients(clipped(grads));
        return value;
      });
      [loss] = await value.data();
      tf.dispose([ids, labels, value, states.flat()]);
      states = next;
    },
    facts: () => ({ loss }),
  };
}

/** Gradients whose joint norm is at most 1. */
function clipped(gradients: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const scale = tf.minimum(1, tf.div(1, tf.sqrt(tf.addN(squares))));
  return Object.entries(gradients).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, scale) }));
}

function windowsOf(sizes: ModelSizes): () => { ids: tf.Tensor1D; labels: tf.Tensor1D } {
  const { batch, time } = sizes;
  const words = drawText(sizes);
  const length = 50 * time;
  let step = 0;
  return () => {
    const start = (step++ % 49) * time;
    const position = (i: number) => (i % batch) * length + start + Math.floor(i / batch);
    const at = (shift: number) => Int32Array.from({ length: time * batch }, (_, i) => words[position(i) + shift]);
    return { ids: tf.tensor1d(at(0), 'int32'), labels: tf.tensor1d(at(1), 'int32') };
  };
}
