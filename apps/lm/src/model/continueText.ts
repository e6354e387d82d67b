import { type Key, type ParameterTree } from '@outrageous/core';
import type { Vocabulary } from '@outrageous/trainer';
import { wordJoiner } from './joinWords.js';
import { generate } from './generate.js';
import type { LanguageModel } from './languageModel.js';

/** What is continued, and how. */
export interface ContinueOptions {
  /** The words that the text begins with; may be none. */
  readonly words: readonly string[];
  /** How many words to draw. */
  readonly length: number;
  readonly temperature: number;
  readonly key: Key;
}

/** A model that has words. */
export interface WordModel {
  readonly model: LanguageModel;
  readonly parameters: ParameterTree;
  readonly vocabulary: Vocabulary;
}

/**
 * Continues a text as a reader would want to see it: punctuated, and without `<unk>`.
 *
 * @returns what the words that it begins with are, then what each word adds as soon as it is drawn; together, the text
 */
export async function* continueText(
  { model, parameters, vocabulary }: WordModel,
  { words, ...options }: ContinueOptions,
): AsyncGenerator<string> {
  const add = wordJoiner();
  yield words.map(add).join('');
  const prompt = [vocabulary.endOfSentence, ...vocabulary.encode(words)];
  const drawing = generate(model, parameters, { ...options, prompt, excluded: [vocabulary.unknown] });
  for await (const id of drawing) yield vocabulary.decode([id]).map(add).join('');
}
