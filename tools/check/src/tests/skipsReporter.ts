import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase } from 'vitest/node';
import { ROOT } from '../paths.js';

/** Counts skipped tests by their reason, for `npm test`, and leaves them in the file that `OUTRAGEOUS_SKIPS` names. */
export default class SkipsReporter implements Reporter {
  readonly #counts: Record<string, number> = {};

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state !== 'skipped') return;
    const reason = result.note ?? `as ${relative(ROOT, test.module.moduleId)} says`;
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
  }

  onTestRunEnd(): void {
    const file = process.env.OUTRAGEOUS_SKIPS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(this.#counts));
  }
}
