import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean 'steps'?)`, where some known name is near enough to be meant; nothing otherwise. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  const near = distance(name, nearest) <= Math.max(2, name.length / 3);
  return near ? ` (did you mean '${nearest}'?)` : '';
}
