import { type Context, type Recurrent, type SequenceInput, type StateTree, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput } from '../parts/checkShapes.js';
import { cellKind } from '../parts/kinds.js';
import { steps, together } from '../parts/overSteps.js';
import type { Cell, StepInput } from './cell.js';
import { joinSteps, type RoutedStep } from './joinSteps.js';

/**
 * A recurrent layer that takes a cell through time, step by step:
 *
 *     s_t = cell(s_{t−1}, x_t)    y_t = output(s_t)
 *
 * Parameters and state are the cell's. Each step is a few small operations on the tape, so it is much slower than
 * `lstm` and `gru`, which run a window as one operation: it is for cells that these don't know.
 *
 * @throws TypeError when the cell is none
 * @throws Error from `apply` when the input has another width
 * @example
 * ```ts
 * const layer = unrolled(peepholeLstm({ inputWidth: 64, cells: 64 }));
 * ```
 */
export function unrolled<State extends StateTree>(cell: Cell<State>): Recurrent<State> {
  checkValue('unrolled: the cell', cell, cellKind);
  const { parameters, operations, inputWidth, width, zeroState } = cell;
  return {
    parameters,
    operations,
    inputWidth,
    width,
    zeroState,
    apply: (leaves, sequence, context) => {
      checkInput('unrolled', sequence.input, inputWidth);
      return tidyTree(() => {
        let { state } = sequence;
        const routed: RoutedStep[] = [];
        const outputs = stepsOf(sequence, context).map(({ inside, ...step }) => {
          const { routings = [], ...made } = cell.apply(leaves, { ...step, state }, inside);
          if (routings.length > 0) routed.push({ routings, rows: step.tokens?.length ?? step.input.shape[0] });
          ({ state } = made);
          return cell.output(state);
        });
        return { output: together(outputs), state, routings: joinSteps(routed) };
      });
    },
  };
}

/** What a cell is given at each step, but for the state. */
function stepsOf(
  { input, tokens }: SequenceInput,
  context: Context,
): (Omit<StepInput, 'state'> & { inside: Context })[] {
  const batch = input.shape[1];
  return steps(input).map((x, step) => ({
    input: x,
    step,
    tokens: tokens?.filter((token) => Math.floor(token / batch) === step).map((token) => token % batch),
    inside: { ...context, ids: context.ids && tf.slice(context.ids, step * batch, batch) },
  }));
}
