import { expect, test } from 'vitest';
import { countsTable } from './countsTable.js';

test('the table has a row for each package and one for all', () => {
  const sources = [
    { path: 'packages/one/src/a.ts', text: 'function f() {\n}\n' },
    { path: 'packages/one/src/a.test.ts', text: 'const x = y as string;\n' },
    { path: 'packages/one/native/a.cc', text: '\n\n\n' },
    { path: 'tools/two/src/b.ts', text: 'const x = y as string;\n\n' },
  ];
  const facts = new Map([['packages/one', { exportedNames: 1, dependencies: [2, 3] as const }]]);
  expect(countsTable(sources, facts).split('\n').slice(2)).toEqual([
    '| packages/one | 1 | 2 | 2 · 2 · 2 | 2 · 2 · 2 | 0.0 | 0 | 1 | 1 | 1 | 2 + 3 |',
    '| tools/two | 1 | 2 | 2 · 2 · 2 |  | 500.0 | 0 | 0 | 0 |  |  |',
    '| all TypeScript | 2 | 4 | 2 · 2 · 2 | 2 · 2 · 2 | 250.0 | 0 | 1 | 1 |  |  |',
    '| C++ and Python | 1 | 3 | 3 · 3 · 3 |  |  | 0 | 0 | 0 |  |  |',
  ]);
});
