import { unknownWord } from './specialWords.js';

/**
 * Words of text without spaces, by Unicode's word boundaries (UAX 29), with one tailoring that it suggests: a hyphen
 * between words joins them where the first begins with a letter. `<unk>` stays whole.
 */
export function wordsOfPiece(segmenter: Intl.Segmenter, piece: string): string[] {
  if (/^[a-z]+$/.test(piece)) return [piece];
  return piece.split(special).flatMap((part) => (part === unknownWord ? [part] : hyphenated(segmenter, part)));
}

const special = new RegExp(`(${unknownWord})`);

function hyphenated(segmenter: Intl.Segmenter, text: string): string[] {
  const joined: string[] = [];
  let hyphen = false;
  for (const { segment } of segmenter.segment(text)) {
    const last = joined.at(-2);
    if (hyphen && last !== undefined && /^\p{L}/u.test(last) && /^[\p{L}\p{N}]/u.test(segment)) {
      joined.splice(-2, 2, `${last}${joined.at(-1)}${segment}`);
    } else {
      joined.push(segment);
    }
    hyphen = /^[-‐‑]$/.test(segment);
  }
  return joined;
}
