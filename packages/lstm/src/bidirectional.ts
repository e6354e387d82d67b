import { childContext, type ParametersOf, type Recurrent, type StateTree, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { mirrored } from './parts/mirrored.js';

/** The states of a {@link bidirectional} layer. */
export type BidirectionalState<Forward extends StateTree, Backward extends StateTree> = {
  readonly forward: Forward;
  /** Of the layer that reads from the end: it comes from behind the last step, and ends before the first. */
  readonly backward: Backward;
};

/**
 * Two layers side by side, of which one reads each sequence from its end:
 *
 *     y = [forward(x); mirrored(backward(mirrored(x)))]
 *
 * joined along the last axis, so that each step knows what comes before it and after it (Schuster and Paliwal,
 * "Bidirectional recurrent neural networks", 1997). With two `lstm` it is PyTorch's `bidirectional=True`.
 *
 * Where some tokens are padding, the backward layer begins with the last real token of each sequence, and padding
 * comes to it, as zeros, in the places where it is. So padding at the end of a sequence changes no output of
 * a real token. Its part of the output is 0 at padding. The tokens that its routings name are counted in its order.
 *
 * It is for sequences that are there as a whole, such as those of an encoder: begin each with `zeroState`. A window
 * can't be continued, because its outputs would depend on the next one, and a language model would see what it is to
 * predict.
 *
 * @param forward reads from the first step on
 * @param backward reads from the last step on; of the same input width, of any kind and width
 * @throws TypeError when one is no recurrent layer
 * @throws Error when the input widths differ
 * @example
 * ```ts
 * const encoder = bidirectional(lstm({ inputWidth: 64, cells: 32 }), lstm({ inputWidth: 64, cells: 32 }));
 * console.log(encoder.width); // 64
 * ```
 */
export function bidirectional<Forward extends StateTree, Backward extends StateTree>(
  forward: Recurrent<Forward>,
  backward: Recurrent<Backward>,
): Recurrent<BidirectionalState<Forward, Backward>> {
  checkValue('bidirectional: forward', forward, is.recurrent);
  checkValue('bidirectional: backward', backward, is.recurrent);
  checkWidths(forward.inputWidth, backward.inputWidth);
  const parameters = { forward: forward.parameters, backward: backward.parameters };
  return {
    parameters,
    operations: forward.operations + backward.operations,
    inputWidth: forward.inputWidth,
    width: forward.width + backward.width,
    zeroState: (batch) => ({ forward: forward.zeroState(batch), backward: backward.zeroState(batch) }),
    apply: (leaves: ParametersOf<typeof parameters>, { input, state, tokens }, context) =>
      tidyTree(() => {
        const ahead = { input, state: state.forward, tokens };
        const there = forward.apply(leaves.forward, ahead, childContext(context, 'forward'));
        const behind = { input: mirrored(input, tokens), state: state.backward, tokens };
        const back = backward.apply(leaves.backward, behind, childContext(context, 'backward'));
        return {
          output: tf.concat([there.output, mirrored(back.output, tokens)], 2),
          state: { forward: there.state, backward: back.state },
          routings: [...(there.routings ?? []), ...(back.routings ?? [])],
        };
      }),
  };
}

function checkWidths(forward: number, backward: number): void {
  if (forward === backward) return;
  throw new Error(
    `bidirectional: got layers for inputs of width ${forward} and ${backward}, needs equal ones, ` +
      'because both read the same input; make them equal',
  );
}
