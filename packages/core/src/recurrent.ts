import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';
import type { Routing } from './routing.js';
import type { TensorTree } from './tensorTree.js';

/**
 * What a recurrent layer carries from one window of time to the next: any tree of tensors, the first axis
 * of each being the batch, so that sequences can be taken out and put together.
 */
export type StateTree = TensorTree;

/** A window of a batch of sequences. */
export interface SequenceInput<State extends StateTree = StateTree> {
  /** float32 [time, batch, d] */
  readonly input: Tensor3D;
  readonly state: State;
  /**
   * The flat indices `t · batch + b` of the tokens that are real, ascending, where
   * some are padding. Padded tokens are never dispatched to an expert and count in
   * no statistic. The data says which they are, so they are on the host, and a
   * layer that goes step by step knows those of each step.
   */
  readonly tokens?: Int32Array;
}

/** What a recurrent layer makes of a window. */
export interface SequenceOutput<State extends StateTree = StateTree> {
  /** float32 [time, batch, dOut] */
  readonly output: Tensor3D;
  /** The state after the window's last step. */
  readonly state: State;
  /** The routings of the mixtures inside, if there are any, from the input upwards. */
  readonly routings?: readonly Routing[];
}

/**
 * A layer over time. Purely feed-forward layers and mixtures join a stack of
 * these with an empty state (`overTime` in `@outrageous/lstm`).
 *
 * @example The smallest layer with a state, and a text that is read window by window.
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { key, type Recurrent } from '@outrageous/core';
 *
 * const runningSum = (width: number): Recurrent<{ readonly sum: tf.Tensor2D }> => ({
 *   parameters: {},
 *   operations: 0,
 *   inputWidth: width,
 *   width,
 *   zeroState: (batch) => ({ sum: tf.zeros([batch, width]) }),
 *   apply(_, { input, state }) {
 *     const output: tf.Tensor3D = tf.add(tf.cumsum(input, 0), state.sum);
 *     return { output, state: { sum: tf.squeeze<tf.Tensor2D>(tf.slice(output, input.shape[0] - 1), [0]) } };
 *   },
 * });
 *
 * const layer = runningSum(2);
 * const windows = [tf.ones<tf.Rank.R3>([5, 1, 2]), tf.ones<tf.Rank.R3>([3, 1, 2])];
 * let state = layer.zeroState(1);
 * for (const input of windows) ({ state } = layer.apply({}, { input, state }, { training: false, key: key(0) }));
 * console.log(Array.from(await state.sum.data())); // [8, 8]
 * ```
 */
export interface Recurrent<State extends StateTree = StateTree> extends Layer<
  SequenceInput<State>,
  SequenceOutput<State>
> {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The width of the output, dOut. */
  readonly width: number;
  /** The state before the first step, for `batch` sequences: new tensors, owned by the caller. */
  zeroState(batch: number): State;
}
