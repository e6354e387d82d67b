import * as tf from '@tensorflow/tfjs-core';
import { type Parameter, parameterSpec, type Recurrent, tidyTree, uniformFanIn, zeros } from '@outrageous/core';
import { checkOptions, type Kind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { widthKinds } from '../widthKinds.js';
import { checkSteps } from './layout.js';

/** What {@link causalConvolution} is made from. */
export interface CausalConvolutionOptions {
  /** The width dOut of a step that goes out. */
  readonly width: number;
  /** The width d of a step that comes in; `width` where it isn't said. */
  readonly inputWidth?: number;
  /** How many steps it sees: the present one, and size − 1 before it. */
  readonly size: number;
}

/** The steps before a window that a {@link causalConvolution} still sees: `before` [batch, size − 1, d]. */
export type ConvolutionState = { readonly before: tf.Tensor3D };

const twoOrMore: Kind = {
  needs: 'a whole number from 2 up',
  hint: 'with 1 it sees the present step alone, as a layer in overTime does',
  fits: (x) => is.size.fits(x) && x !== 1,
};
const kinds = { ...widthKinds, size: twoOrMore };

/**
 * A convolution over time that sees no step to come:
 *
 *     y_t = [x_{t−size+1}; …; x_t] · W + b
 *
 * with [time, batch, d] to [time, batch, dOut], `weight` [size · d, dOut] and `bias` [dOut]. Before the first step there are
 * zeros; from window to window the state carries the last steps on. It is linear: put a nonlinearity behind it, such as
 * `activated` of `@outrageous/lstm`.
 *
 * @throws RangeError or TypeError when a width is not a whole number from 1 up, or the size not one from 2 up
 * @throws Error from `apply` on an input of another width
 * @example
 * ```ts
 * const layer = activated(causalConvolution({ width: 64, size: 4 }), tf.relu);
 * ```
 *
 * Waibel et al., "Phoneme recognition using time-delay neural networks" (1989).
 */
export function causalConvolution(options: CausalConvolutionOptions): Recurrent<ConvolutionState> {
  const { width, inputWidth = width, size } = checkOptions('causalConvolution', options, kinds);
  const parameters = {
    weight: parameterSpec([size * inputWidth, width], uniformFanIn()),
    bias: parameterSpec([width], zeros),
  };
  type Tree = { readonly weight: Parameter<tf.Rank.R2>; readonly bias: Parameter<tf.Rank.R1> };
  return {
    parameters,
    operations: size * inputWidth * width,
    inputWidth,
    width,
    zeroState: (batch) => ({ before: tf.zeros([batch, size - 1, inputWidth]) }),
    apply: ({ weight, bias }: Tree, { input, state }, _context) =>
      tidyTree(() => {
        checkSteps('causalConvolution', input, inputWidth);
        const [time, batch] = input.shape;
        const seen: tf.Tensor3D = tf.concat([tf.transpose(state.before, [1, 0, 2]), input]);
        const windows = tf.concat(
          Array.from({ length: size }, (__, back) => tf.slice(seen, back, time)),
          2,
        );
        const rows = tf.reshape<tf.Rank.R2>(windows, [time * batch, size * inputWidth]);
        const output = tf.add<tf.Tensor2D>(tf.matMul(rows, weight.read()), bias.read());
        const before = tf.transpose(tf.slice(seen, time, size - 1), [1, 0, 2]);
        return { output: tf.reshape(output, [time, batch, width]), state: { before } };
      }),
  };
}
