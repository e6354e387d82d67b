/**
 * One promise of a contract, put to the test; any test runner can run it.
 *
 * What the conformance suites of the packages are made of.
 *
 * @example
 * ```ts
 * for (const { name, run } of gateConformance(makeGate, { width: 3 })) it(name, run);
 * ```
 */
export interface Check {
  /** What is promised. */
  readonly name: string;
  /** Rejects with an Error that says how the promise was broken. */
  run(): Promise<void>;
}

/**
 * Gives checks of one subject: each puts a promise to the test with it.
 *
 * @example
 * ```ts
 * const check = checksOf(subject);
 * return [check('takes a single row', takesASingleRow), check('leaks no tensor', leaksNothing)];
 * ```
 */
export function checksOf<Subject>(
  subject: Subject,
): (name: string, promise: (subject: Subject) => void | Promise<void>) => Check {
  return (name, promise) => ({ name, run: async () => promise(subject) });
}

/**
 * Breaks a promise where a condition does not hold.
 *
 * @throws Error with `problem`, unless the condition holds
 * @example
 * ```ts
 * demand(rows.shape[0] === 3, `gave ${rows.shape[0]} rows, must be 3`);
 * ```
 */
export function demand(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}

/**
 * Breaks a promise where numbers differ at all.
 *
 * @throws Error with `problem` and the numbers, unless they are the same bit for bit
 * @example
 * ```ts
 * demandSame(await outputOf(trial), await outputOf(trial), 'gave other numbers with the same key');
 * ```
 */
export function demandSame(got: readonly number[], expected: readonly number[], problem: string): void {
  demand(JSON.stringify(got) === JSON.stringify(expected), `${problem}: got ${got}, expected ${expected}`);
}

/**
 * Breaks a promise where numbers differ by more than rounding.
 *
 * @throws Error with `problem` and the numbers, unless |got − expected| ≤ 1e-5 · max(1, |expected|) for each
 * @example
 * ```ts
 * demandClose(await outputOf(alone), expected, 'gives other numbers when it is alone');
 * ```
 */
export function demandClose(got: readonly number[], expected: readonly number[], problem: string): void {
  const close = got.length === expected.length && got.every((x, i) => isNear(x, expected[i]));
  demand(close, `${problem}: got ${got}, expected ${expected}`);
}

function isNear(x: number, y: number): boolean {
  return Math.abs(x - y) <= 1e-5 * Math.max(1, Math.abs(y));
}
