import { option, type OptionValues } from './option.js';
import { partOption, partOptions } from './partOptions.js';
import { runOptions } from './runOptions.js';
import { flag, wholeNumber } from './schema.js';

/** Every option of `experts`. */
export const expertsOptions = {
  ...runOptions,
  part: partOption('validation'),
  ...partOptions,
  top: option('--top <count>', 'contexts to show of each expert', wholeNumber(1), 5),
  around: option('--around <words>', 'words to show on each side', wholeNumber(0), 4),
  json: option('--json', 'print one JSON object on standard output', flag(), false),
};

/** Their values. */
export type ExpertsOptions = OptionValues<typeof expertsOptions>;
