import { tensorflow } from '#tensorflow/random/dropout';
import * as tf from '@tensorflow/tfjs-core';
import type { KeyWords } from '../../key.js';
import type { Context } from '../../layer.js';
import { defineElementwise, type ElementwiseOp } from '../../op/elementwise.js';
import { dropWithPlainOps } from './plain.js';
import { dropOnWebGpu } from './webgpu.js';

type Attributes = { key: KeyWords; rate: number };

/** Its gradient is the same op: what is kept follows from the key, and isn't stored. */
const dropoutOp: ElementwiseOp<Attributes> = defineElementwise<Attributes>({
  name: 'OutrageousDropout',
  reference: ({ x }, { key, rate }) => [dropWithPlainOps(x, key, rate)],
  kernels: {
    tensorflow: tensorflow.drop,
    webgpu: ({ x }, { key, rate }) => [dropOnWebGpu(x, key, rate)],
  },
  gradient: ([dy], _saved, attributes) => ({ x: () => dropoutOp(dy, attributes) }),
});

/**
 * Sets each number to 0 with probability `rate`, and divides the others by
 * 1 − rate so that the mean stays. Outside training it changes nothing.
 *
 * What is dropped follows from `context.key`, which must serve nothing else.
 *
 * @param rate from 0, included, to 1, excluded
 * @returns a new tensor of x's shape; gradients flow through the kept numbers
 * @throws RangeError when `rate` is not in [0, 1)
 * @example
 * ```ts
 * const kept = dropout(x, 0.1, childContext(context, 'dropout'));
 * ```
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, { training, key }: Context): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(
      `dropout: the rate must be in [0, 1), got ${rate}; it is the share of numbers that are dropped`,
    );
  }
  if (!training || rate === 0) return tf.clone(x);
  return key.length === 2 ? dropoutOp(x, { key, rate }) : tf.tidy(() => dropWithPlainOps(x, key, rate));
}
