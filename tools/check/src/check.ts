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
  /** Checks that have to run before it; they are run also where only this one was asked for. */
  readonly needs?: readonly string[];
  run(): Promise<Result>;
}

/** One thing that either holds or not. */
export interface Fact {
  readonly name: string;
  /** Why it does not hold, in a line; absent when it does. */
  readonly failure?: string;
}

/** Counts facts. */
export function resultOf(facts: readonly Fact[]): Result {
  const failures = facts.filter(({ failure }) => failure !== undefined);
  return {
    passed: facts.length - failures.length,
    failed: failures.length,
    skipped: 0,
    notes: failures.map(({ name, failure = '' }) => `${name}: ${failure.trim()}`),
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
