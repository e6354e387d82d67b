import { type Recurrent, tidyTree } from '@outrageous/core';
import { checkOptions, type Kind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput } from './parts/checkShapes.js';

/** The inputs before the next one, float32 [batch, steps − 1, width], the earliest first. */
export type SlidingWindowState = { readonly earlier: tf.Tensor3D };

/** The size of a sliding window. */
export interface SlidingWindowOptions {
  /** The width of one input, d. */
  readonly width: number;
  /** How many inputs are seen at a time, the newest included. */
  readonly steps: number;
}

const twoOrMore: Kind = {
  needs: 'a whole number from 2 up',
  hint: 'with 1 the input itself will do',
  fits: (x) => is.size.fits(x) && x !== 1,
};
const kinds = { width: is.size, steps: twoOrMore };

/**
 * The latest inputs side by side, for feed-forward layers that see a few steps and remember nothing else:
 *
 *     y_t = [x_{t−steps+1}, …, x_{t−1}, x_t]
 *
 * It has no parameters, and is steps · width wide; before the first input there are zeros. Under a feed-forward network it
 * makes the language model of Bengio et al., "A neural probabilistic language model" (2003).
 *
 * @throws RangeError or TypeError when `width` is not a whole number from 1 up, or `steps` not one from 2 up
 * @throws Error from `apply` when the input has another width
 * @example
 * ```ts
 * const seen = slidingWindow({ width: 64, steps: 4 });
 * const layer = stack([seen, overTime(network, { inputWidth: seen.width, width: 64 })]);
 * ```
 */
export function slidingWindow(options: SlidingWindowOptions): Recurrent<SlidingWindowState> {
  const { width, steps } = checkOptions('slidingWindow', options, kinds);
  return {
    parameters: {},
    operations: 0,
    inputWidth: width,
    width: steps * width,
    zeroState: (batch) => ({ earlier: tf.zeros([batch, steps - 1, width]) }),
    apply: (_, { input, state }) => {
      checkInput('slidingWindow', input, width);
      const time = input.shape[0];
      return tidyTree(() => {
        const all = tf.concat([batchAndTime(state.earlier), input]);
        const seen = Array.from({ length: steps }, (_, first) => tf.slice(all, first, time));
        return { output: tf.concat(seen, 2), state: { earlier: batchAndTime(tf.slice(all, time, steps - 1)) } };
      });
    },
  };
}

/** [batch, time, d] as [time, batch, d], and back. */
function batchAndTime(values: tf.Tensor3D): tf.Tensor3D {
  return tf.transpose(values, [1, 0, 2]);
}
