import * as tf from '@tensorflow/tfjs-core';
import type { AttentionSizes } from './attend.js';

/** So far below any score that softmax makes 0 of it, and finite, so that a step that sees nothing has no NaN. */
const UNSEEN = -1e9;

/**
 * What is added to the scores of steps: 0 where a step is seen, far below it where it isn't.
 *
 * @param causal steps that come after aren't seen
 * @param tokens those that are real, t · batch + b, where others are padding, which isn't seen
 * @returns float32 [batch or 1, 1, time that looks, time that is seen]
 */
export function visible({ time, batch }: AttentionSizes, causal: boolean, tokens?: Int32Array): tf.Tensor4D {
  const sequences = tokens ? batch : 1;
  const real = tokens && new Set(tokens);
  const bias = Float32Array.from({ length: sequences * time * time }, (_, at) => {
    const [b, looking, seen] = [Math.floor(at / (time * time)), Math.floor(at / time) % time, at % time];
    const hidden = (causal && seen > looking) || real?.has(seen * batch + b) === false;
    return hidden ? UNSEEN : 0;
  });
  return tf.tensor4d(bias, [sequences, 1, time, time]);
}
