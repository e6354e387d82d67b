import * as tf from '@tensorflow/tfjs-core';
import { foldIn, key } from '../key.js';
import type { ParameterTree } from '../parameter.js';
import { normal } from '../random/draw/normal.js';
import { leaves } from '../tree.js';

/**
 * Moves every parameter a little: biases start at zero, where a wrong one can't be seen.
 *
 * @param seed the same one moves them the same way
 * @example
 * ```ts
 * const parameters = initialize(layer.parameters, key(1));
 * disturbParameters(parameters, 1);
 * ```
 */
export function disturbParameters(parameters: ParameterTree, seed: number): void {
  for (const parameter of leaves(parameters)) {
    const noise = normal(foldIn(key(seed), `noise/${parameter.name}`), parameter.shape);
    parameter.assign(tf.tidy(() => tf.add(parameter.read(), tf.mul(noise, 0.2))));
    noise.dispose();
  }
}
