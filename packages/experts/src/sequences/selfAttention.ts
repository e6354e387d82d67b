import * as tf from '@tensorflow/tfjs-core';
import { parameterSpec, type ParametersOf, type Recurrent, tidyTree, uniformFanIn } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { widthKinds } from '../widthKinds.js';
import { attend } from './attend.js';
import { checkSteps } from './layout.js';
import { visible } from './visible.js';

/** What {@link selfAttention} is made from. */
export interface SelfAttentionOptions {
  /** The width dOut of a step that goes out: that of all heads together. */
  readonly width: number;
  /** The width d of a step that comes in; `width` where it isn't said. */
  readonly inputWidth?: number;
  /** How many heads there are; 1 where it isn't said. */
  readonly heads?: number;
  /** A step sees none that comes after it; true where it isn't said. */
  readonly causal?: boolean;
}

const kinds = { ...widthKinds, heads: optional(is.size), causal: optional(is.flag) };

/**
 * Scaled dot-product attention of the steps of a sequence among each other:
 *
 *     y = concat_h(softmax(Q_h · K_hᵀ / √(width / heads)) · V_h) · W_out,   [Q; K; V] = x · W_in
 *
 * with [time, batch, d] to [time, batch, dOut], `into` [d, 3 · width] and `outOf` [width, width]. A window is taken for a
 * sequence from its beginning: there is no state, and no step sees an earlier window. Where the sequence names its real
 * `tokens`, none sees padding. Products of queries with keys, whose number grows with the sequence, aren't counted in
 * `operations`.
 *
 * @throws RangeError or TypeError when a size is not a whole number from 1 up, or the width no multiple of the heads
 * @throws Error from `apply` on an input of another width
 * @example
 * ```ts
 * const expert = sequenceExpert(selfAttention({ width: 64, heads: 4, causal: false }), 20);
 * ```
 *
 * Vaswani et al., "Attention is all you need" (2017), section 3.2.
 */
export function selfAttention(options: SelfAttentionOptions): Recurrent<readonly []> {
  const { width, inputWidth = width, heads = 1, causal = true } = checkOptions('selfAttention', options, kinds);
  checkHeads(width, heads);
  const parameters = {
    into: parameterSpec([inputWidth, 3 * width], uniformFanIn()),
    outOf: parameterSpec([width, width], uniformFanIn()),
  };
  return {
    parameters,
    operations: 3 * inputWidth * width + width * width,
    inputWidth,
    width,
    zeroState: () => [],
    apply: ({ into, outOf }: ParametersOf<typeof parameters>, { input, tokens }) =>
      tidyTree(() => {
        checkSteps('selfAttention', input, inputWidth);
        const [time, batch] = input.shape;
        const rows = tf.reshape<tf.Rank.R2>(input, [time * batch, inputWidth]);
        const sizes = { time, batch, heads };
        const mixed = attend(tf.matMul(rows, into.read()), visible(sizes, causal, tokens), sizes);
        return { output: tf.reshape(tf.matMul(mixed, outOf.read()), [time, batch, width]), state: [] };
      }),
  };
}

function checkHeads(width: number, heads: number): void {
  if (width % heads === 0) return;
  throw new RangeError(
    `selfAttention: got a width of ${width} and ${heads} heads, needs a multiple, because heads have equal parts of it`,
  );
}
