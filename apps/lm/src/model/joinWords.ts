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
  let text = '';
  let before = endOfSentence;
  for (const word of words) {
    text += word === endOfSentence ? '' : `${gap(before, word)}${startsSentence(before) ? capital(word) : word}`;
    before = word;
  }
  return text.trimStart();
}

function gap(before: string, word: string): string {
  if (before === endOfSentence) return '\n';
  return closing.test(word) || opening.test(before) ? '' : ' ';
}

function startsSentence(before: string): boolean {
  return before === endOfSentence || /^[.!?]$/.test(before);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
