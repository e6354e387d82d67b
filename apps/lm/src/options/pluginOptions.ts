import * as v from 'valibot';
import { option } from './option.js';
import { jsonObject, text, type ValueSchema } from './schema.js';

/** `package#factory`, `package@version#factory` or `./file.js#factory`. */
function reference(): ValueSchema<string> {
  const needs = 'a package or a file and its export, such as some-package#someFactory or ./file.js#someFactory';
  return v.pipe(text(needs), v.regex(/^[^#]+#[^#]+$/, needs));
}

/** One part of a model, by name. */
function named(flag: string, what: string, usual: string) {
  return option(`--${flag} <package#factory>`, what, v.optional(reference()), undefined, usual);
}

/** What the factory of a part is told, beside and before the sizes that the model needs. */
function told(flag: string) {
  const what = `a JSON object, which --${flag}'s factory is told with the sizes that the model needs`;
  return option(`--${flag}-options <json>`, what, v.optional(jsonObject()), undefined);
}

/** Parts of the model that come from a package or a file in place of the preset's own. */
export const pluginOptions = {
  gate: named('gate', 'another gate for every mixture', "the preset's noisy top-k gate"),
  gateOptions: told('gate'),
  experts: named('experts', 'another pool of experts for every mixture', "the preset's feed-forward experts"),
  expertsOptions: told('experts'),
  layer: named('layer', 'another recurrent layer, or a cell, for every LSTM', "the preset's LSTM"),
  layerOptions: told('layer'),
};
