import { childContext, type Recurrent, type StateTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.js';

/**
 * A recurrent layer as a cell: a step is a window of length 1. So a wrapper around cells, such as `zoneout`,
 * can be put around `lstm`, `gru` and layers of your own.
 *
 * @param output where the layer's output stands in its state
 * @throws TypeError when the layer is no recurrent one, or `output` no function
 * @example
 * ```ts
 * const cell = asCell(lstm({ inputWidth: 64, cells: 64 }), ({ hidden }) => hidden);
 * const layer = unrolled(zoneout(cell, { cell: 0.5, hidden: 0.05 }));
 * ```
 */
export function asCell<State extends StateTree>(
  layer: Recurrent<State>,
  output: (state: State) => tf.Tensor2D,
): Cell<State> {
  checkValue('asCell: the layer', layer, is.recurrent);
  checkValue('asCell: output', output, is.callback);
  const { parameters, operations, inputWidth, width, zeroState } = layer;
  return {
    parameters,
    operations,
    inputWidth,
    width,
    zeroState,
    output,
    apply: (leaves, { input, step, ...rest }, context) => {
      const window = { ...rest, input: tf.expandDims<tf.Tensor3D>(input, 0) };
      const { state, routings } = layer.apply(leaves, window, childContext(context, step));
      return { state, routings };
    },
  };
}
