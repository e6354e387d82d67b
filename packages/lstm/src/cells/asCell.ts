import { childContext, type Recurrent, type Routing, type StateTree } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.js';

/**
 * A recurrent layer as a cell: a step is a window of length 1. So a wrapper around cells, such as `zoneout`,
 * can be put around `lstm`, `gru` and layers of your own.
 *
 * @param output where the layer's output stands in its state
 * @throws Error from `apply` when the layer has a mixture inside, whose routings a cell can't hand on
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
  const { parameters, operations, inputWidth, width, zeroState } = layer;
  return {
    parameters,
    operations,
    inputWidth,
    width,
    zeroState,
    output,
    apply: (leaves, { input, state, step }, context) => {
      const window = { input: tf.expandDims<tf.Tensor3D>(input, 0), state };
      const made = layer.apply(leaves, window, childContext(context, step));
      checkRoutings(made.routings);
      return { state: made.state };
    },
  };
}

function checkRoutings(routings: readonly Routing[] = []): void {
  if (routings.length === 0) return;
  throw new Error(
    `asCell: got a layer with ${routings.length} mixtures inside, whose balance is measured over all steps at once; ` +
      'put them below or above the unrolled layer, with stack',
  );
}
