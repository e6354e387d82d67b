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
 * @throws Error with `problem`, unless the condition holds
 * @example
 * ```ts
 * demand(rows.shape[0] === 3, `gave ${rows.shape[0]} rows, must be 3`);
 * ```
 */
export function demand(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}
