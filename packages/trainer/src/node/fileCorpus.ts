import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { emptyCorpus, type Corpus } from '../data/corpus.js';
import type { Tokenizer } from '../data/tokenizer.js';
import { listTextFiles } from './listTextFiles.js';
import { readPortions } from './readPortions.js';
import { reasonOf } from './reasonOf.js';

/**
 * A corpus from a text file, or from all files in a folder and in its folders, ordered by their names.
 *
 * Files are read in portions of whole paragraphs, so they need not fit into memory. Hidden files are left out; every
 * other one must be text in UTF-8. Nothing is read before `tokens()` is.
 *
 * `tokens()` throws an Error when the path is missing, empty, or unreadable, or when a file is binary; it names the
 * file, and the byte.
 *
 * @param tokenize such as `words()`, or `tokenizedLines` for text that is tokenised already
 * @example
 * ```ts
 * const counts = await countWords(fileCorpus('books/', words()));
 * ```
 */
export function fileCorpus(path: string, tokenize: Tokenizer): Corpus {
  checkValue('fileCorpus: the path', path, is.text);
  checkValue('fileCorpus: the tokenizer', tokenize, { ...is.callback, hint: 'words() makes one' });
  return {
    source: path,
    async *tokens() {
      let empty = true;
      for (const file of await listTextFiles(path)) {
        for await (const text of readPortions(file)) {
          const tokens = cut(text, tokenize, file);
          if (tokens.length > 0) yield tokens;
          empty &&= tokens.length === 0;
        }
      }
      if (empty) throw emptyCorpus(path);
    },
  };
}

/** @throws Error that names the file where the tokenizer throws */
function cut(text: string, tokenize: Tokenizer, file: string): string[] {
  try {
    return tokenize(text);
  } catch (error) {
    throw new Error(`corpus: ${file} can't be cut into words: ${reasonOf(error)}; mend the text, or the tokenizer`, {
      cause: error,
    });
  }
}
