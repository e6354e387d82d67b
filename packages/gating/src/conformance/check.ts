/** One promise of a contract, put to the test; any test runner can run it. */
export interface Check {
  /** What is promised. */
  readonly name: string;
  /** Rejects with an Error that says how the promise was broken. */
  run(): Promise<void>;
}

/** @throws Error with `problem`, unless the condition holds */
export function demand(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}
