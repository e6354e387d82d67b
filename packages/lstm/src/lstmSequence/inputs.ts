import type * as tf from '@tensorflow/tfjs-core';

/** What an LSTM carries from one step to the next, and from one window to the next. */
export type LstmState = {
  /** float32 [batch, cells] */
  readonly cell: tf.Tensor2D;
  /** float32 [batch, cells], or [batch, projection] where there is one */
  readonly hidden: tf.Tensor2D;
};

/** The weights of an LSTM, float32. */
export type LstmWeights = {
  /** [input width + hidden width, 4 · cells], the rows for x, then for h; columns for the gates i, f, g, o. */
  readonly weight: tf.Tensor2D;
  /** [4 · cells] */
  readonly bias: tf.Tensor1D;
  /** [cells, hidden width] */
  readonly projection?: tf.Tensor2D;
};

/** All that an LSTM over a sequence reads. */
export type LstmInputs = { readonly x: tf.Tensor3D } & LstmState & LstmWeights;

/** The gradients of an LSTM's inputs, each made when it is needed. */
export type LstmGradient = { readonly [Name in keyof LstmInputs]: () => tf.Tensor };

/** The gradients that reach an LSTM over a sequence from above and from the next window. */
export interface LstmOutputGradients {
  /** float32 [time, batch, hidden width] */
  readonly hidden: tf.Tensor3D;
  /** float32 [batch, cells] */
  readonly finalCell: tf.Tensor2D;
}
