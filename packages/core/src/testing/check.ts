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
  /**
   * Rejects with an Error that says how the promise was broken.
   *
   * @param context what a test runner hands to its tests; one that has `skip`, as those of Vitest and of Node do, is told of
   *   checks that aren't run, see {@link firstThen}
   */
  run(...context: readonly unknown[]): Promise<void>;
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
 * A suite whose first check says whether there is anything to check: where it fails, the others aren't run. They are skipped
 * with that reason, where the test runner takes it and was told of the first one, and fail with it elsewhere.
 *
 * @example
 * ```ts
 * return firstThen(check('gives what the contract says', givesRows), [check('takes a single row', takesASingleRow)]);
 * ```
 */
export function firstThen(first: Check, others: readonly Check[]): readonly Check[] {
  let outcome: Promise<Outcome> | undefined;
  let told = false;
  const tried = () => (outcome ??= outcomeOf(first));
  const after = ({ name, run }: Check): Check => ({
    name,
    run: async (...context) => {
      const { failed, error } = await tried();
      if (!failed) return run(...context);
      const reason = `not run, because '${first.name}' failed: ${error instanceof Error ? error.message : String(error)}`;
      const [runner] = context;
      if (!told || !canSkip(runner)) throw new Error(reason, { cause: error });
      runner.skip(reason);
    },
  });
  const telling = async () => {
    told = true;
    const { failed, error } = await tried();
    if (failed) throw error;
  };
  return [{ name: first.name, run: telling }, ...others.map(after)];
}

interface Outcome {
  readonly failed: boolean;
  /** What it failed with. */
  readonly error?: unknown;
}

function outcomeOf({ run }: Check): Promise<Outcome> {
  return run().then(
    () => ({ failed: false }),
    (error: unknown) => ({ failed: true, error }),
  );
}

function canSkip(context: unknown): context is { skip(reason: string): void } {
  return typeof context === 'object' && context !== null && 'skip' in context && typeof context.skip === 'function';
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
