/** The n-grams of one length, numbered as they came; their contexts are numbered by the table of the length before. */
export interface NgramTable {
  /** How often each n-gram counts. */
  readonly counts: readonly number[];
  /** For each context, the sum of its n-grams' counts, and how many of them count at all. */
  readonly contexts: readonly { count: number; types: number }[];
  /** The number of an n-gram: of its context, by number, and its last word. */
  find(context: number | undefined, word: number): number | undefined;
}

/** What is counted, for how many words and how long n-grams. */
export interface NgramSizes {
  readonly vocabulary: number;
  readonly order: number;
}

/**
 * Counts n-grams of length 1 to `order`: the longest by their occurrences, the others by how many words were seen in front.
 *
 * @returns one table for each length, the shortest first
 */
export function countNgrams(ids: Int32Array, { vocabulary, order }: NgramSizes): readonly NgramTable[] {
  const growing = Array.from({ length: order }, () => growingTable(vocabulary));
  let endings: Endings = [0];
  for (const word of ids) {
    const next: number[] = [0];
    endings.slice(0, order).forEach((context, length) => {
      const { number, isNew } = growing[length].add(context!, word);
      if (isNew && length > 0) growing[length - 1].counts[next[length]]++;
      if (length === order - 1) growing[length].counts[number]++;
      next.push(number);
    });
    endings = next;
  }
  return growing.map((table, length) => table.finished(length === 0 ? 1 : growing[length - 1].counts.length));
}

/** The numbers of the n-grams that end at a place, by their length from 0 up; undefined where one was never counted. */
export type Endings = readonly (number | undefined)[];

/** The n-grams that end one word later. */
export function endingsAfter(endings: Endings, word: number, tables: readonly NgramTable[]): Endings {
  return [0, ...endings.slice(0, tables.length).map((context, length) => tables[length].find(context, word))];
}

function growingTable(vocabulary: number) {
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  const keyOf = (context: number, word: number) => context * vocabulary + word;
  return {
    counts,
    add(context: number, word: number): { number: number; isNew: boolean } {
      const found = numbers.get(keyOf(context, word));
      if (found !== undefined) return { number: found, isNew: false };
      numbers.set(keyOf(context, word), counts.length);
      return { number: counts.push(0) - 1, isNew: true };
    },
    finished(size: number): NgramTable {
      const contexts = Array.from({ length: size }, () => ({ count: 0, types: 0 }));
      for (const [key, number] of numbers) addTo(contexts[Math.floor(key / vocabulary)], counts[number]);
      const find: NgramTable['find'] = (context, word) =>
        context === undefined ? undefined : numbers.get(keyOf(context, word));
      return { counts, contexts, find };
    },
  };
}

function addTo(context: { count: number; types: number }, count: number): void {
  context.count += count;
  context.types += Math.min(count, 1);
}
