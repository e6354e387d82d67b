import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  disposeTree,
  gradientTensors,
  initialize,
  key,
  leaves,
  measureRouting,
  type Mixture,
  normal,
  type ParameterTree,
  recomputed,
  valueAndGradients,
  type ValueAndGradients,
} from '@outrageous/core';
import { peakBytes } from '@outrageous/core/testing';
import { feedForward, mixture } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { beginOn } from '@outrageous/lm';
import { readOne } from '../webgpu/time.js';
import type { Trial } from './trial.js';

/** Mixtures one upon the other, and what of them the backward pass computes again. */
export interface StackSizes {
  readonly width: number;
  readonly hidden: number;
  readonly experts: number;
  readonly k: number;
  readonly tokens: number;
  readonly layers: number;
  readonly recompute: 'nothing' | 'experts' | 'mixtures';
}

/** Gradients of all parameters of a stack of mixtures, x + mixture(x), with the memory that activations take. */
export async function mixtureStack(sizes: StackSizes): Promise<Trial> {
  const { description } = await beginOn('tensorflow');
  const layers = Array.from({ length: sizes.layers }, () => mixtureOf(sizes));
  const parameters = initialize(
    layers.map((layer) => layer.parameters),
    key(0),
  );
  const tokens = tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(1), [sizes.tokens, sizes.width]), [sizes.tokens, -1]));
  const loss = () => lossOf(layers, parameters, tokens);
  const gradients = () => valueAndGradients(() => ({ loss: loss(), extra: [] }), leaves(parameters));
  const activationBytes = activationBytesOf(gradients);
  return {
    description,
    async run() {
      const made = gradients();
      await readOne(made.value);
      disposeAll(made);
    },
    facts: () => ({ activationBytes }),
  };
}

function mixtureOf({ width, hidden, experts, k, recompute }: StackSizes): Mixture {
  const [gate, pool] = [balanced(noisyTopK({ width, experts, k })), feedForward({ experts, width, hidden })];
  if (recompute === 'mixtures') return recomputed(mixture(gate, pool));
  return mixture(gate, recompute === 'experts' ? recomputed(pool) : pool);
}

function lossOf(layers: readonly Mixture[], parameters: readonly ParameterTree[], tokens: tf.Tensor2D): tf.Scalar {
  const losses: tf.Scalar[] = [];
  let x = tokens;
  for (const [i, layer] of layers.entries()) {
    const { output, routing } = layer.apply(parameters[i], x, childContext({ training: true, key: key(2) }, i));
    x = tf.add(x, output);
    losses.push(measureRouting(routing).loss);
  }
  return tf.addN([tf.mean<tf.Scalar>(tf.square(x)), ...losses]);
}

/** The most bytes that tensors took beside parameters and the gradients that come of it. */
function activationBytesOf(gradients: () => ValueAndGradients<unknown>): number {
  let result = 0;
  const peak = peakBytes(() => {
    const before = tf.memory().numBytes;
    const made = gradients();
    result = tf.memory().numBytes - before;
    disposeAll(made);
  });
  return peak - result;
}

function disposeAll({ value, gradients }: ValueAndGradients<unknown>): void {
  disposeTree([value, [...gradients.values()].map(gradientTensors)]);
}
