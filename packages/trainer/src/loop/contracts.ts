import { type StateTree, treeTensors } from '@outrageous/core';
import {
  faultIn,
  faultInTaskOutput,
  faultOf,
  type Form,
  type Forms,
  functionForm,
  optimizerStateForms,
  refuse,
  treeForm,
} from '@outrageous/core/contracts';

const number = (from: number): Form => ({
  needs: `a whole number of ${from} or more`,
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= from,
});

const batchForms: Forms = {
  first: { needs: 'true where its sequences start, else false', fits: (value) => typeof value === 'boolean' },
  epoch: number(0),
  predictions: number(0),
  allPredictions: { ...number(0), fits: (value) => value === undefined || number(0).fits(value) },
};

const batchesForms: Forms = {
  streams: number(0),
  windowsPerEpoch: number(0),
  batchAt: functionForm('(step) => batch'),
};

/** Throws unless this is data; see `Batches`. */
export function checkBatches(name: string, batches: unknown): void {
  refuse(`${name} got no batches`, faultIn(batchesForms, batches));
}

/** Throws unless this is a batch with its header; see `BatchHeader`. */
export function checkBatch(name: string, batch: unknown): void {
  refuse(`${name}: batches.batchAt gave no batch`, faultIn(batchForms, batch));
}

/** Throws unless a task made this of a batch and a state; see `TaskOutput`. */
export function checkOutput(name: string, output: unknown, state: StateTree): void {
  refuse(`${name}: task.forward gave no loss, state and routings`, faultInTaskOutput(output, state));
}

/** A state of so many sequences, each of which has its place on the first axis of each tensor; throws where it isn't one. */
export function checkedZeroState<State extends StateTree>(name: string, state: State, streams: number): State {
  const form: Form = {
    needs: `a tree of tensors whose first axis is the batch, ${streams}`,
    fits: (value) => treeForm.fits(value) && treeTensors(state).every(({ shape }) => shape[0] === streams),
  };
  refuse(`${name}: task.zeroState gave no state`, faultOf('what it gave', form, state));
  return state;
}

/** Throws unless an optimizer remembers this; see `OptimizerState`. */
export function checkOptimizerState(name: string, state: unknown): void {
  refuse(`${name}: optimizer.init gave no state`, faultIn(optimizerStateForms, state));
}

/** Throws unless an update counted itself: the loop goes by it. */
export function checkCounted(step: number, after: number): void {
  if (after === step) return;
  throw new TypeError(
    `train: optimizer.update left state.step at ${after} in step ${step}, needs to make it ${step}: ` +
      'add 1 in each update, or hand the state on to the optimizer inside',
  );
}
