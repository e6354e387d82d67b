/**
 * The same string, apart from the text that it was cut from: engines keep all of that text for as long as they keep a
 * part of it, so whoever keeps words of a large corpus would keep the corpus.
 */
export function ownString(part: string): string {
  return ` ${part}`.slice(1);
}
