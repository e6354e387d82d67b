import { expect, test } from 'vitest';
import { listedOps, namedFiles, structureFacts } from './structureCheck.js';

/** What fails where these are all files. */
function failures(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return structureFacts(sources).flatMap(({ name, failure }) => (failure ? [`${name}: ${failure}`] : []));
}

const functionOf = (lines: number): string => `function f() {${'\n'.repeat(lines - 1)}}\n`;

test('the median of functions is below 12 lines, tests aside', () => {
  const short = functionOf(11);
  const long = functionOf(12);
  expect(failures({ 'packages/one/src/a.ts': short + short + long })).toEqual([]);
  expect(failures({ 'packages/one/src/a.ts': short + long + long })).toEqual([
    'functions of packages/one: the median has 12 lines, must be below 12; split the longest ones',
  ]);
  expect(failures({ 'packages/one/src/a.test.ts': long })).toEqual([]);
});

test('a file of more than 300 lines says why', () => {
  const lines = '\n'.repeat(301);
  expect(failures({ 'packages/one/native/a.cc': lines })).toEqual([
    'files: packages/one/native/a.cc has 301 lines; ' +
      'split what is longer than 300, or say at its top why not: "More than 300 lines: …"',
  ]);
  expect(failures({ 'packages/one/native/a.cc': `// More than 300 lines: one table.${lines}` })).toEqual([]);
  expect(failures({ 'packages/one/native/a.cc': '\n'.repeat(300) })).toEqual([]);
});

test('files that import each other fail, be it for types alone', () => {
  const [report, check] = ['tools/check/src/report.ts', 'tools/check/src/check.ts'];
  const files = { [report]: `import './check.js';\n`, [check]: `import type { A } from './report.js';\n` };
  expect(failures(files)).toEqual([
    `imports: ${report} → ${check} → ${report}: move what they share into a file of its own`,
  ]);
});

test('a page names files that are there', () => {
  const sources = [{ path: 'packages/one/src/a.ts', text: '' }];
  expect(namedFiles('`packages/one/src/a.ts` and `b.ts`', sources)).toEqual({ name: 'files of docs/architecture.md' });
  expect(namedFiles('`packages/one/src/b.ts`', sources).failure).toBe('there is no packages/one/src/b.ts');
});

test('a page lists the ops that there are', () => {
  const op = "const op = defineOp<Inputs>({ name: 'OutrageousTwice' });";
  const sources = [
    { path: 'packages/one/src/twice.ts', text: op },
    { path: 'packages/one/src/native.ts', text: "runNative('OutrageousTwiceNatively')" },
  ];
  expect(listedOps('| `Twice` | 2 · x |', sources)).toEqual({ name: 'ops of docs/ops.md' });
  expect(listedOps('| `Thrice` | 3 · x |', sources).failure).toBe('Twice is missing, there is no Thrice');
});
