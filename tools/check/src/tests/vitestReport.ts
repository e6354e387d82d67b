import { stripVTControlCharacters } from 'node:util';
import type { Result } from '../check.js';

/** What is read of vitest's JSON report. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly TestResult[];
}

/** What a run of vitest left. */
export interface VitestRun {
  /** Its exit code; `null` when it was killed. */
  readonly code: number | null;
  /** The JSON report; `undefined` when there is none. */
  readonly report: string | undefined;
  /** JSON of how many tests were skipped for which reason. */
  readonly skips?: string;
}

/**
 * Counts what vitest ran.
 *
 * A file that could not be loaded has no tests in the report, yet it failed; and
 * so did a run that ended badly although each test passed (an error outside of
 * any test), or that left no report.
 *
 * @param project the vitest project, for notes
 */
export function resultOfVitest(project: string, { code, report: text, skips = '{}' }: VitestRun): Result {
  if (text === undefined) return failure(`${project}: vitest left no report (exit code ${code})`);
  const report = JSON.parse(text) as VitestReport;
  const skipped = Object.entries(JSON.parse(skips) as Record<string, number>);
  const broken = report.testResults.filter(isBroken);
  const failed = report.numFailedTests + broken.length;
  if (failed === 0 && code !== 0) return failure(`${project}: vitest ended with exit code ${code}`, report);
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    notes: [
      ...[...failedTests(report), ...broken.map(aboutFile)].map((note) => `${project}: ${note}`),
      ...skipped.map(([reason, count]) => `${project}: ${count} skipped: ${reason}`),
    ],
  };
}

function failure(note: string, report?: VitestReport): Result {
  return { passed: report?.numPassedTests ?? 0, failed: 1, skipped: report?.numPendingTests ?? 0, notes: [note] };
}

function isBroken({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed');
}

function aboutFile({ name, message = '' }: TestFile): string {
  return withFirstLine(name, message);
}

function failedTests({ testResults }: VitestReport): string[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages = [] }) => withFirstLine(fullName, failureMessages.join('\n')));
}

function withFirstLine(name: string, message: string): string {
  const [line] = stripVTControlCharacters(message).trim().split('\n');
  return line === '' ? name : `${name}: ${line}`;
}
