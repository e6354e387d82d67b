import * as tf from '@tensorflow/tfjs';

type State = readonly [cell: tf.Tensor2D, hidden: tf.Tensor2D];

/** An LSTM as TensorFlow.js offers one: its cell, step after step. */
export function plainLstm(width: number): {
  readonly variables: readonly tf.Variable[];
  apply(x: tf.Tensor3D, state: State): { output: tf.Tensor3D; state: State };
} {
  const bound = 1 / Math.sqrt(width);
  const weight = tf.variable(tf.randomUniform<tf.Rank.R2>([2 * width, 4 * width], -bound, bound));
  const bias = tf.variable(tf.zeros<tf.Rank.R1>([4 * width]));
  const forgetBias = tf.keep(tf.scalar(1));
  return {
    variables: [weight, bias],
    apply(x, [cell, hidden]) {
      const outputs: tf.Tensor2D[] = [];
      for (const input of tf.unstack(x)) {
        [cell, hidden] = tf.basicLSTMCell(forgetBias, weight, bias, input as tf.Tensor2D, cell, hidden);
        outputs.push(hidden);
      }
      return { output: tf.stack(outputs) as tf.Tensor3D, state: [cell, hidden] };
    },
  };
}
