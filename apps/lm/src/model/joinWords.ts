import { endOfSentence } from '@outrageous/trainer';

/** Tokens that stand right after the word before them. */
const closing = /^(?:[.,;:!?)\]}%]|['’](?:s|t|re|ve|ll|d|m)?)$/;

/** Tokens that the next word follows at once. */
const opening = /^[([{$#]$/;

/**
 * Words as readable text: no space before a comma or after a bracket, a capital at the start of each sentence, and a
 * new paragraph for each `<eos>`.
 *
 * @example
 * ```ts
 * joinWords(['we', 'owe', '$', '5', ',', 'and', 'pay', '.', '<eos>', 'so']); // 'We owe $5, and pay.\nSo'
 * ```
 */
export function joinWords(words: readonly string[]): string {
  return words.map(wordJoiner()).join('');
}

/**
 * The same for words that come one at a time: gives a function from the next word to the text that it adds.
 *
 * @example
 * ```ts
 * const add = wordJoiner();
 * add('so'); // 'So'
 * add('be'); // ' be'
 * ```
 */
export function wordJoiner(): (word: string) => string {
  let before: string | undefined;
  return (word) => {
    const added = word === endOfSentence ? '' : `${gap(before, word)}${startsSentence(before) ? capital(word) : word}`;
    // What ends before anything has begun begins no paragraph.
    if (word !== endOfSentence || before !== undefined) before = word;
    return added;
  };
}

/** @param before nothing where the text begins */
function gap(before: string | undefined, word: string): string {
  if (before === undefined) return '';
  if (before === endOfSentence) return '\n';
  return closing.test(word) || opening.test(before) ? '' : ' ';
}

function startsSentence(before = endOfSentence): boolean {
  return before === endOfSentence || /^[.!?]$/.test(before);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
