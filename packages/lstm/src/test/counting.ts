import type { Context, Recurrent } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from '../cells/cell.js';

/** The state of a {@link counting} cell. */
export type Count = { readonly count: tf.Tensor2D };

/** A cell without parameters that adds its input to its state. */
export function counting(width: number): Cell<Count> {
  return {
    parameters: {},
    operations: 0,
    inputWidth: width,
    width,
    zeroState: (batch) => ({ count: tf.zeros([batch, width]) }),
    output: ({ count }) => count,
    apply: (_, { input, state }) => ({ state: { count: tf.add(state.count, input) } }),
  };
}

/** What a layer over a counting cell makes of ones, from zero: for each number of each sequence its values over time. */
export async function countsOf(layer: Recurrent<Count>, context: Context): Promise<number[][]> {
  const [time, batch] = [4, 8];
  const values = tf.tidy(() => {
    const input: tf.Tensor3D = tf.ones([time, batch, layer.inputWidth]);
    const { output } = layer.apply({}, { input, state: layer.zeroState(batch) }, context);
    return tf.transpose<tf.Tensor2D>(tf.reshape(output, [time, -1]));
  });
  const counts = await values.array();
  values.dispose();
  return counts;
}
