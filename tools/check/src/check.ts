/** What one check found; each number counts single tests or single things that have to hold. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed or was skipped and why, a line each. */
  readonly notes: readonly string[];
}

/** One of the things that `npm test` does. */
export interface Check {
  /** How `npm test -- <name>` calls it. */
  readonly name: string;
  run(): Promise<Result>;
}

/** One thing that either holds or not. */
export interface Fact {
  readonly name: string;
  /** Why it does not hold; absent when it does. */
  readonly failure?: string;
}

/** Counts facts. */
export function resultOf(facts: readonly Fact[]): Result {
  const failures = facts.filter(({ failure }) => failure !== undefined);
  return {
    passed: facts.length - failures.length,
    failed: failures.length,
    skipped: 0,
    notes: failures.map(({ name, failure = '' }) => `${name}: ${firstLineOf(failure)}`),
  };
}

/** The sum of several results. */
export function total(results: readonly Result[]): Result {
  const sum = (count: (result: Result) => number): number => results.reduce((n, result) => n + count(result), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    notes: results.flatMap(({ notes }) => notes),
  };
}

function firstLineOf(text: string): string {
  return text.trim().split('\n')[0];
}
