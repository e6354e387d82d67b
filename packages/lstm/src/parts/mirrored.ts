import * as tf from '@tensorflow/tfjs-core';
import { placeRows, takeRows } from '../kernels/tokenRows.js';

/**
 * A batch of sequences with the steps in reverse order, float32 [time, batch, d].
 *
 * With `tokens`, the real tokens of each sequence change places among themselves, the first with the last, and
 * padding becomes 0. So the same places stay real, a sequence that ends before the window begins with its last real
 * token, and mirroring twice gives the real tokens back.
 *
 * @param tokens ascending: the flat indices t · batch + b of the real ones
 */
export function mirrored(x: tf.Tensor3D, tokens?: Int32Array): tf.Tensor3D {
  if (!tokens) return tf.reverse(x, 0);
  const [time, batch, width] = x.shape;
  return tf.tidy(() => {
    const rows: tf.Tensor2D = tf.reshape(x, [time * batch, width]);
    const places = bySequence(tokens, batch);
    const sources = bySequence(Int32Array.from(tokens).reverse(), batch);
    return tf.reshape(placeRows(takeRows(rows, sources), places, time * batch), [time, batch, width]);
  });
}

/** Tokens sorted by their sequence, those of a sequence in the order that they came in. */
function bySequence(tokens: Int32Array, batch: number): Int32Array {
  return Int32Array.from(Array.from(tokens).sort((a, b) => (a % batch) - (b % batch)));
}
