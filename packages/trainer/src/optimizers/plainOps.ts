import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, isRowGradient, namedRows } from '@outrageous/core';
import type { Parameter } from '@outrageous/core';
import type { Target } from './parameterwise.js';

/** A target's gradient as one tensor of the parameter's shape. */
export function wholeGradient({ parameter, gradient, scale }: Target<never>): tf.Tensor {
  const whole = denseGradient(gradient, parameter.shape);
  return scale ? tf.mul(whole, scale) : whole;
}

/**
 * A target's whole gradient, to be squared: what is beyond 1e15 counts as 1e15, so that neither its square nor sums of squares
 * overflow, which would stop its parameter without a word. What isn't finite becomes NaN.
 */
export function boundedGradient(target: Target<never>): tf.Tensor {
  const whole = wholeGradient(target);
  return tf.add(tf.clipByValue(whole, -1e15, 1e15), tf.sub(whole, whole));
}

/** {@link boundedGradient} of the number `g` of a shader, in WGSL: what isn't finite stays so. */
export const boundedWgsl = 'select(g, clamp(g, -1e15, 1e15), (bitcast<u32>(g) & 0x7f800000u) != 0x7f800000u)';

/** Which rows are to change: 1 or 0 each, float32 [rows]; `undefined` where all are. */
export function changingRows({ parameter, gradient }: Target<never>): tf.Tensor1D | undefined {
  return isRowGradient(gradient) ? namedRows(gradient, parameter.shape[0]) : undefined;
}

/**
 * Gives a parameter the value that `next` makes of the old one; all else that it makes is freed.
 *
 * @param rows which rows are to change, as {@link changingRows} says
 */
export function change(parameter: Parameter, next: (old: tf.Tensor) => tf.Tensor, rows?: tf.Tensor1D): void {
  parameter.assign(
    tf.tidy(() => {
      const changed = next(parameter.read());
      if (!rows) return changed;
      const [first, ...rest] = parameter.shape;
      const chosen = tf.cast(tf.reshape(rows, [first, ...rest.map(() => 1)]), 'bool');
      return tf.where(chosen, changed, parameter.read());
    }),
  );
}

/** decay · old + (1 − decay) · added */
export function mix(decay: number, old: tf.Tensor, added: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(decay, old), tf.mul(1 - decay, added));
}
