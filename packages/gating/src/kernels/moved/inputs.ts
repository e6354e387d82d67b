import type * as tf from '@tensorflow/tfjs-core';

/** Slots, of which some found room, and what they may go to instead. */
export type MovedInputs = {
  readonly token: tf.Tensor1D;
  /** int32 [slots]: of all groups */
  readonly expert: tf.Tensor1D;
  /** float32 [slots]: 1 for those that aren't none, else 0 */
  readonly some: tf.Tensor1D;
  /** float32 [slots]: 1 for those that found room, else 0 */
  readonly keeps: tf.Tensor1D;
  /** float32 [rows, experts of a group] */
  readonly ranked: tf.Tensor2D;
  /** int32 [rows] */
  readonly group: tf.Tensor1D;
  /** float32 [experts of all groups] */
  readonly room: tf.Tensor1D;
};
