import { option, type OptionValues } from './option.js';
import { partOption, partOptions } from './partOptions.js';
import { runOptions } from './runOptions.js';
import { flag } from './schema.js';

/** Every option of `evaluate`. */
export const evaluateOptions = {
  ...runOptions,
  part: partOption('test'),
  ...partOptions,
  json: option('--json', 'print one JSON object on standard output', flag(), false),
};

/** Their values. */
export type EvaluateOptions = OptionValues<typeof evaluateOptions>;
