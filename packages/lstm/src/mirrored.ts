import { gatherRows, groupBy, segmentSum } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A batch of sequences with the steps in reverse order, float32 [time, batch, d].
 *
 * With `tokens`, the real tokens of each sequence change places among themselves, the first with the last, and
 * padding becomes 0. So the same places stay real, a sequence that ends before the window begins with its last real
 * token, and mirroring twice gives the real tokens back.
 *
 * @param tokens int32 [real tokens], ascending: the flat indices t · batch + b of the real ones
 */
export function mirrored(x: tf.Tensor3D, tokens?: tf.Tensor1D): tf.Tensor3D {
  if (!tokens) return tf.reverse(x, 0);
  const [time, batch, width] = x.shape;
  return tf.tidy(() => {
    const rows: tf.Tensor2D = tf.reshape(x, [time * batch, width]);
    const places = bySequence(tokens, batch);
    const sources = bySequence(tf.reverse(tokens), batch);
    return tf.reshape(segmentSum(gatherRows(rows, sources), places, time * batch), [time, batch, width]);
  });
}

/** Tokens sorted by their sequence, those of a sequence in the order that they came in. */
function bySequence(tokens: tf.Tensor1D, batch: number): tf.Tensor1D {
  const sequence = tf.mod<tf.Tensor1D>(tokens, tf.scalar(batch, 'int32'));
  return tf.gather(tokens, groupBy(sequence, batch).order);
}
