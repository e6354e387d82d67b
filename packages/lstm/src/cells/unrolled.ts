import { type Recurrent, type StateTree, tidyTree } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput } from '../checkShapes.js';
import type { Cell } from './cell.js';

/**
 * A recurrent layer that takes a cell through time, step by step:
 *
 *     s_t = cell(s_{t−1}, x_t)    y_t = output(s_t)
 *
 * Parameters and state are the cell's. Each step is a few small operations on the tape, so it is much slower than
 * `lstm` and `gru`, which run a window as one operation: it is for cells that these don't know.
 *
 * @throws Error from `apply` when the input has another width
 * @example
 * ```ts
 * const layer = unrolled(peepholeLstm({ inputWidth: 64, cells: 64 }));
 * ```
 */
export function unrolled<State extends StateTree>(cell: Cell<State>): Recurrent<State> {
  const { parameters, operations, inputWidth, width, zeroState } = cell;
  return {
    parameters,
    operations,
    inputWidth,
    width,
    zeroState,
    apply: (leaves, { input, state: before }, context) => {
      checkInput('unrolled', input, inputWidth);
      return tidyTree(() => {
        let state = before;
        const outputs = (tf.unstack(input) as tf.Tensor2D[]).map((x, step) => {
          ({ state } = cell.apply(leaves, { input: x, state, step }, context));
          return cell.output(state);
        });
        return { output: tf.stack(outputs) as tf.Tensor3D, state };
      });
    },
  };
}
