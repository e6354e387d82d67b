import {
  disposeParameters,
  disposeTree,
  initialize,
  key,
  mapTensors,
  normal,
  type StateTree,
  tidyTree,
  treeTensors,
} from '@outrageous/core';
import {
  faultIn,
  faultOf,
  functionForm,
  recurrentForms,
  refuse,
  tensorForm,
  treeForm,
} from '@outrageous/core/contracts';
import { type Check, checksOf, demand, firstThen } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from '../cells/cell.js';
import { unrolled } from '../cells/unrolled.js';
import { recurrentConformance, type RecurrentConformanceOptions } from './recurrentConformance.js';
import { whileTraining } from './subject.js';

/** How the suite tries cells. */
export type CellConformanceOptions = Pick<RecurrentConformanceOptions, 'seed'>;

/**
 * The promises of the {@link Cell} contract, as checks for any test runner: one step, and all that a recurrent layer
 * promises, of the layer that `unrolled` makes of the cell.
 *
 * @param make makes the cell; small sizes make the suite fast
 * @example
 * ```ts
 * describe('my cell', () => {
 *   for (const { name, run } of cellConformance(() => myCell({ inputWidth: 3, cells: 4 }))) it(name, run);
 * });
 * ```
 */
export function cellConformance<State extends StateTree>(
  make: () => Cell<State>,
  { seed = 1 }: CellConformanceOptions = {},
): readonly Check[] {
  const check = checksOf({ make, seed });
  const [ofLayer, ...others] = recurrentConformance(() => unrolled(make()), { seed });
  return firstThen(check('gives what the contract says', givesWhatTheContractSays), [
    check('makes a state like the one it got, and reads its output from there', stepsOnce),
    { ...ofLayer, name: `${ofLayer.name}, unrolled` },
    ...others,
  ]);
}

interface CellSubject<State extends StateTree> {
  readonly make: () => Cell<State>;
  readonly seed: number;
}

/** What is wrong with the cell itself, or with what it gives, before anything is made of it. */
function givesWhatTheContractSays<State extends StateTree>({ make, seed }: CellSubject<State>): void {
  const cell = make();
  refuse('make gave no cell', faultIn({ ...recurrentForms, output: functionForm('(state) => output') }, cell));
  const parameters = initialize(cell.parameters, key(seed));
  try {
    tf.tidy(() => {
      const [input, before] = [normal(key(seed), [3, cell.inputWidth]), cell.zeroState(3)];
      refuse('zeroState gave no state', faultIn({ state: treeForm }, { state: before }));
      const made = cell.apply(parameters, { input, state: before, step: 0 }, whileTraining);
      refuse('apply gave no state', faultIn({ state: treeForm }, made));
      const rows = tensorForm('float32', [3, 'width']);
      refuse('output gave no rows', faultOf('what it gave', rows, cell.output(made.state)));
    });
  } finally {
    disposeParameters(parameters);
  }
}

async function stepsOnce<State extends StateTree>({ make, seed }: CellSubject<State>): Promise<void> {
  const cell = make();
  const parameters = initialize(cell.parameters, key(seed));
  const [input, before] = [normal(key(seed), [3, cell.inputWidth]), cell.zeroState(3)];
  const { output, state } = tidyTree(() => {
    const made = cell.apply(parameters, { input, state: before, step: 0 }, whileTraining);
    return { output: tf.clone(cell.output(made.state)), state: mapTensors(made.state, (tensor) => tf.clone(tensor)) };
  });
  try {
    await hasTheRightShapes(output, [3, cell.width]);
    const [got, needed] = [state, before].map(shapesOf);
    demand(got === needed, `gave a state ${got}, and got one of ${needed}`);
  } finally {
    disposeTree([input, before, state, output]);
    disposeParameters(parameters);
  }
}

async function hasTheRightShapes(output: tf.Tensor2D, shape: readonly [number, number]): Promise<void> {
  demand(output.shape.join() === shape.join(), `output gave [${output.shape}], needs [${shape}]`);
  const numbers = Array.from(await output.data());
  demand(numbers.every(Number.isFinite), `output gave a number that is not finite: ${numbers}`);
}

function shapesOf(state: StateTree): string {
  return JSON.stringify(treeTensors(state).map((tensor) => tensor.shape));
}
