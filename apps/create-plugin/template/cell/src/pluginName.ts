import * as tf from '@tensorflow/tfjs-core';
import { parameterSpec, type ParametersOf, uniformFanIn, zeros } from '@outrageous/core';
import { checkOptions, is, optional } from '@outrageous/core/options';
import type { Cell } from '@outrageous/lstm';

/** What {@link pluginName} is made from: the sizes that a model needs, and options of its own. */
export interface PluginNameOptions {
  /** The width d of the input. */
  readonly inputWidth: number;
  /** The width of the output, which is that of the state. */
  readonly width: number;
  /** Makes the cell remember or, below 0, forget at first; 0 where it isn't said. */
  readonly memory?: number;
}

/**
 * The minimal gated unit, a recurrent cell with one gate:
 *
 *     f_t = σ([x_t; h_{t−1}] · forget − memory)
 *     h_t = (1 − f_t) ⊙ h_{t−1} + f_t ⊙ tanh([x_t; f_t ⊙ h_{t−1}] · content + bias)
 *
 * Inputs [batch, d] and a state [batch, width] give a state of the same shape, which is the output. The parameters are
 * `forget` and `content`, both [d + width, width], and `bias` [width].
 *
 * @throws TypeError that names an option which is unknown or missing; RangeError on another number
 * @throws Error from `apply` on an input of another width
 *
 * Zhou et al., Minimal Gated Unit for Recurrent Neural Networks, 2016.
 */
export function pluginName(options: PluginNameOptions): Cell<{ readonly hidden: tf.Tensor2D }> {
  const kinds = { inputWidth: is.size, width: is.size, memory: optional(is.finite) };
  const { inputWidth, width, memory = 0 } = checkOptions('pluginName', options, kinds);
  const matrix = parameterSpec([inputWidth + width, width], uniformFanIn());
  const parameters = { forget: matrix, content: matrix, bias: parameterSpec([width], zeros) };
  return {
    parameters,
    operations: 2 * (inputWidth + width) * width,
    inputWidth,
    width,
    zeroState: (batch) => ({ hidden: tf.zeros([batch, width]) }),
    output: ({ hidden }) => hidden,
    apply: ({ forget, content, bias }: ParametersOf<typeof parameters>, { input, state: { hidden } }) => {
      const f = tf.sigmoid(tf.sub(linear(input, hidden, forget.read()), memory));
      const kept: tf.Tensor2D = tf.mul(f, hidden);
      const fresh = tf.tanh(tf.add(linear(input, kept, content.read()), bias.read()));
      return { state: { hidden: tf.add<tf.Tensor2D>(tf.sub(hidden, kept), tf.mul(f, fresh)) } };
    },
  };
}

/** [x; h] · matrix */
function linear(x: tf.Tensor2D, h: tf.Tensor2D, matrix: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tf.concat([x, h], 1), matrix);
}
