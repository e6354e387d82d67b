import {
  childContext,
  type ParametersOf,
  type Recurrent,
  type Routing,
  type StateTree,
  tidyTree,
} from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/**
 * Layers on top of each other: each reads what the one below it writes.
 *
 * The state is the array of the layers' states, and the parameters that of
 * their parameters; routings are those of all layers, from the input upwards.
 * The paper's language model is a stack of an LSTM, a mixture and an LSTM, each
 * with its {@link residual} (appendix C).
 *
 * @param layers from the input upwards, at least one
 * @throws TypeError when there is no layer, or one is no recurrent layer
 * @throws Error when a layer's input is not as wide as the output below it;
 *   from `apply` when there are not as many states as layers
 * @example
 * ```ts
 * const trunk = stack([lstm({ inputWidth: 64, cells: 128 }), lstm({ inputWidth: 128, cells: 128 })]);
 * ```
 */
export function stack(layers: readonly Recurrent[]): Recurrent<readonly StateTree[]> {
  checkValue('stack: the layers', layers, is.listOf(is.recurrent));
  checkWidths(layers);
  const parameters = layers.map((layer) => layer.parameters);
  return {
    parameters,
    operations: layers.reduce((sum, { operations }) => sum + operations, 0),
    inputWidth: layers[0].inputWidth,
    width: layers[layers.length - 1].width,
    zeroState: (batch) => layers.map((layer) => layer.zeroState(batch)),
    apply: (leaves: ParametersOf<typeof parameters>, { input, state, tokens }, context) => {
      checkStates(state, layers.length);
      return tidyTree(() => {
        const next: StateTree[] = [];
        const routings: Routing[] = [];
        let output = input;
        layers.forEach((layer, i) => {
          const made = layer.apply(leaves[i], { input: output, state: state[i], tokens }, childContext(context, i));
          output = made.output;
          next.push(made.state);
          routings.push(...(made.routings ?? []));
        });
        return { output, state: next, routings };
      });
    },
  };
}

function checkWidths(layers: readonly Recurrent[]): void {
  for (let i = 1; i < layers.length; i++) {
    const below = layers[i - 1].width;
    const { inputWidth } = layers[i];
    if (inputWidth !== below) {
      throw new Error(
        `stack: layer ${i} needs inputs of width ${inputWidth}, but layer ${i - 1} below it gives ${below}; ` +
          `make them equal, for example with inputWidth: ${below}`,
      );
    }
  }
}

function checkStates(states: readonly StateTree[], layers: number): void {
  if (states.length === layers) return;
  throw new Error(`stack: got ${states.length} states, needs one for each of its ${layers} layers, as zeroState gives`);
}
