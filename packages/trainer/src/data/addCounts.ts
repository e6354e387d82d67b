import { ownString } from './ownString.js';

/** Adds one for each token. */
export function addCounts(counts: Map<string, number>, tokens: Iterable<string>): void {
  for (const token of tokens) {
    const count = counts.get(token);
    counts.set(count === undefined ? ownString(token) : token, (count ?? 0) + 1);
  }
}
