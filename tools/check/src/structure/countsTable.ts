import { distributionOf } from './distribution.js';
import type { Source } from './sources.js';
import { countDuplicates } from './duplicates.js';
import { homeOf, isScript, isTest, linesOf } from './sources.js';
import type { NamedFunction } from './syntax.js';
import { countCasts, functionsOf } from './syntax.js';

/** What the repository has beside its code, by the folder of each package. */
export interface PackageFacts {
  /** How many names it exports. */
  readonly exportedNames: number;
  /** Packages of others that its users install with it, and those that only its development needs. */
  readonly dependencies: readonly [users: number, developers: number];
}

/** A row of the table. */
interface Group extends Partial<PackageFacts> {
  readonly name: string;
  readonly code: readonly Source[];
  readonly tests: readonly Source[];
}

/** Heads, and what stands below them. */
const COLUMNS: readonly (readonly [head: string, cell: (group: Group) => string | number])[] = [
  ['', ({ name }) => name],
  ['files', ({ code }) => code.length],
  ['lines', ({ code }) => sum(code.map(linesOf))],
  ['lines per file', ({ code }) => spread(code.map(linesOf))],
  ['lines per function', ({ code }) => spread(code.filter(isScript).flatMap(functionsOf).map(linesOfFunction))],
  ['casts per 1,000 lines', ({ code }) => castsPerThousandLines(code.filter(isScript))],
  ['duplicated runs', ({ code }) => countDuplicates(code.filter(isScript))],
  ['test files', ({ tests }) => tests.length],
  ['test lines', ({ tests }) => sum(tests.map(linesOf))],
  ['exported names', ({ exportedNames = '' }) => exportedNames],
  ['dependencies', ({ dependencies = [] }) => dependencies.join(' + ')],
];

/**
 * The counts of the repository as a table in Markdown: a row for each package, and one for all of them.
 *
 * What stands before the tests is about the code without them. Native code has a row of its own.
 */
export function countsTable(sources: readonly Source[], facts: ReadonlyMap<string, PackageFacts>): string {
  const scripts = sources.filter(isScript);
  const homes = [...new Set(scripts.map(homeOf))];
  const groups = [
    ...homes.map((home) => ({
      ...groupOf(
        home,
        scripts.filter((source) => homeOf(source) === home),
      ),
      ...facts.get(home),
    })),
    groupOf('all TypeScript', scripts),
    groupOf(
      'C++ and Python',
      sources.filter((source) => !isScript(source)),
    ),
  ];
  const rows = groups.map((group) => COLUMNS.map(([, cell]) => cell(group)));
  return [COLUMNS.map(([head]) => head), COLUMNS.map(() => '---'), ...rows].map(lineOf).join('\n');
}

function groupOf(name: string, sources: readonly Source[]): Group {
  return { name, code: sources.filter((source) => !isTest(source)), tests: sources.filter(isTest) };
}

function lineOf(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Median, 90th percentile and largest. */
function spread(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  const { median, ninetieth, largest } = distributionOf(numbers);
  return `${median} · ${ninetieth} · ${largest}`;
}

function castsPerThousandLines(scripts: readonly Source[]): string {
  const lines = sum(scripts.map(linesOf));
  return lines === 0 ? '' : ((1000 * sum(scripts.map(countCasts))) / lines).toFixed(1);
}

function linesOfFunction({ lines }: NamedFunction): number {
  return lines;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
