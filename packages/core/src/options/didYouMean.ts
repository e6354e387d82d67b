/**
 * ` (did you mean 'steps'?)`, where some known name is near enough to be meant; nothing otherwise.
 *
 * Near is a third of the name's letters, and two at least, that are added, left out or others.
 *
 * @example
 * ```ts
 * throw new Error(`there is no command '${name}'${didYouMean(name, ['train', 'sample'])}`);
 * ```
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((one) => ({ one, far: distance(name, one) }))
    .filter(({ far }) => far <= Math.max(2, name.length / 3))
    .sort((a, b) => a.far - b.far);
  return nearest ? suggested(nearest.one) : '';
}

/** ` (did you mean 'steps'?)` */
export function suggested(name: string): string {
  return ` (did you mean '${name}'?)`;
}

/** Levenshtein's: how many letters have to be added, left out or exchanged. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      row.push(Math.min(row[j] + 1, above[j + 1] + 1, above[j] + Number(a[i] !== b[j])));
    }
    above = row;
  }
  return above[b.length];
}
