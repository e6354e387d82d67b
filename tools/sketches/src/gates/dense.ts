import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  tidyTree,
  withoutLoss,
  zeros,
} from '@outrageous/core';

/** A soft mixture of all experts, weighed by the softmax: the classical ensemble. */
export function dense({ width, experts }: { readonly width: number; readonly experts: number }): Gate {
  const parameters = { logits: parameterSpec([width, experts], zeros) };
  return {
    parameters,
    operations: width * experts,
    groups: 1,
    experts,
    expertsPerToken: experts,
    apply: ({ logits: matrix }: ParametersOf<typeof parameters>, { rows }) =>
      tidyTree(() => {
        const logits: tf.Tensor2D = tf.matMul(rows, matrix.read());
        const slot = tf.range(0, logits.size, 1, 'int32');
        const token = tf.floorDiv<tf.Tensor1D>(slot, tf.scalar(experts, 'int32'));
        const expert = tf.mod<tf.Tensor1D>(slot, tf.scalar(experts, 'int32'));
        const weight = tf.reshape<tf.Rank.R1>(tf.softmax(logits), [-1]);
        const importance = segmentSum(weight, expert, experts);
        const load = segmentSum(tf.onesLike(weight), expert, experts);
        return { token, expert, weight, experts, logits, sums: { importance, load }, measure: withoutLoss };
      }),
  };
}
