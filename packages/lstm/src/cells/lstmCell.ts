import type { ParametersOf, ParameterSpecs } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkState } from '../parts/checkShapes.js';
import type { LstmState } from '../lstmSequence/inputs.js';
import type { Cell } from './cell.js';

/** The sizes of a variant of the LSTM. */
export interface LstmCellOptions {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The number of memory cells, which is the width of the output. */
  readonly cells: number;
}

/** What makes a variant of the LSTM: its parameters, and its equations for one step. */
interface LstmVariant<Specs extends ParameterSpecs> {
  readonly name: string;
  readonly parameters: Specs;
  /** The number of gates, the new content counted as one. */
  readonly gates: number;
  readonly step: (parameters: ParametersOf<Specs>, x: tf.Tensor2D, state: LstmState) => LstmState;
}

/** A cell with the state of an LSTM. */
export function lstmCell<Specs extends ParameterSpecs>(
  { inputWidth, cells }: LstmCellOptions,
  { name, parameters, gates, step }: LstmVariant<Specs>,
): Cell<LstmState> {
  return {
    parameters,
    operations: gates * cells * (inputWidth + cells),
    inputWidth,
    width: cells,
    ...lstmStates(cells),
    apply: (leaves: ParametersOf<Specs>, { input, state }) => {
      checkLstmState(name, state, [input.shape[0], cells]);
      return { state: step(leaves, input, state) };
    },
  };
}

/** Where a cell with the state of an LSTM begins, and what it shows of it. */
export function lstmStates(cells: number): Pick<Cell<LstmState>, 'zeroState' | 'output'> {
  return {
    zeroState: (batch) => ({ cell: tf.zeros([batch, cells]), hidden: tf.zeros([batch, cells]) }),
    output: ({ hidden }) => hidden,
  };
}

/** Teaches what state a cell needs, where it got another. */
export function checkLstmState(name: string, { cell, hidden }: LstmState, shape: readonly [number, number]): void {
  checkState(name, 'cell', cell, shape);
  checkState(name, 'hidden', hidden, shape);
}
