export {
  equalForm,
  faultIn,
  faultOf,
  functionForm,
  likeForm,
  optionalForm,
  refuse,
  shown,
  tensorForm,
  treeForm,
} from './form.js';
export type { Form, Forms } from './form.js';
export {
  communicatorForms,
  gateForms,
  mixtureForms,
  optimizerForms,
  optimizerStateForms,
  poolForms,
  recurrentForms,
  taskForms,
} from './parts.js';
export { faultInMeasured, faultInRouting, faultInRows, faultInSequence, faultInTaskOutput } from './given.js';
export type { RoutingSizes, SequenceSizes } from './given.js';
