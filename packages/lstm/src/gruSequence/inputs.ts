import type * as tf from '@tensorflow/tfjs-core';

/** What a GRU carries from one step to the next, and from one window to the next. */
export type GruState = {
  /** float32 [batch, cells] */
  readonly hidden: tf.Tensor2D;
};

/** The weights of a GRU, float32; columns for the gates r, z and n. */
export type GruWeights = {
  /** [input width, 3 · cells] */
  readonly inputWeight: tf.Tensor2D;
  /** [cells, 3 · cells] */
  readonly hiddenWeight: tf.Tensor2D;
  /** [3 · cells] */
  readonly inputBias: tf.Tensor1D;
  /** [3 · cells] */
  readonly hiddenBias: tf.Tensor1D;
};

/** All that a GRU over a sequence reads. */
export type GruInputs = { readonly x: tf.Tensor3D } & GruState & GruWeights;

/** The gradients of a GRU's inputs, each made when it is needed. */
export type GruGradient = { readonly [Name in keyof GruInputs]: () => tf.Tensor };
