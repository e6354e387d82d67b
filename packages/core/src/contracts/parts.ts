import { isParameterTree } from '../tree.js';
import { type Form, type Forms, functionForm, optionalForm } from './form.js';

const whole: Form = { needs: 'a whole number of 1 or more', fits: (x) => Number.isSafeInteger(x) && Number(x) >= 1 };

/** What every layer has. */
const layerForms = {
  parameters: { needs: 'a tree of parameter specs', fits: isParameterTree },
  operations: { needs: 'a number of 0 or more', fits: (x: unknown) => Number.isFinite(x) && Number(x) >= 0 },
  apply: functionForm('(parameters, input, context) => output'),
};

const widthForms = { inputWidth: whole, width: whole };

/** Of a `Gate`. */
export const gateForms: Forms = {
  ...layerForms,
  groups: whole,
  experts: whole,
  expertsPerToken: { needs: 'a number above 0', fits: (x) => Number.isFinite(x) && Number(x) > 0 },
  inputWidth: optionalForm(whole),
};

/** Of an `ExpertPool`. */
export const poolForms: Forms = {
  ...layerForms,
  experts: whole,
  part: functionForm('(first, count) => pool'),
  ...widthForms,
};

/** Of a `Mixture`. */
export const mixtureForms: Forms = { ...layerForms, experts: whole, ...widthForms };

/** Of a `Recurrent` layer; a cell has the same, and `output`. */
export const recurrentForms: Forms = {
  ...layerForms,
  ...widthForms,
  zeroState: functionForm('(batch) => state'),
};

/** Of a `Task`. */
export const taskForms: Forms = {
  parameters: { needs: 'a tree of parameters', fits: isParameterTree },
  zeroState: functionForm('(batch) => state'),
  forward: functionForm('(batch, state, context) => { loss, state, routings }'),
};

/** Of an `Optimizer`. */
export const optimizerForms: Forms = {
  init: functionForm('(parameters) => { step, slots }'),
  update: functionForm('(gradients, state, parameters) => void'),
};

/** Of a `Communicator`. */
export const communicatorForms: Forms = {
  rank: { needs: 'a whole number of 0 or more', fits: isCount },
  size: whole,
  allReduce: functionForm('(value) => pending'),
  allGather: functionForm('(value) => pending'),
  allToAll: functionForm('(rows, counts) => pending'),
  broadcast: functionForm('(value, root) => pending'),
  barrier: functionForm('() => void'),
  split: functionForm('(color) => communicator'),
};

/** Of what an optimizer remembers. */
export const optimizerStateForms: Forms = {
  step: { needs: 'a whole number of 0 or more', fits: isCount },
  slots: taskForms.parameters,
};

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
