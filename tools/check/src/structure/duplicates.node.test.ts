import { expect, test } from 'vitest';
import { countDuplicates } from './duplicates.js';

const sum = (terms: number): string => `const x = ${Array.from({ length: terms }, (_, i) => `t${i}`).join(' + ')};\n`;

test('a run counts once for each place after the first', () => {
  const text = sum(40);
  const other = { path: 'other.ts', text: sum(10) };
  expect(countDuplicates([{ path: 'a.ts', text }, other])).toBe(0);
  expect(countDuplicates([{ path: 'a.ts', text }, other, { path: 'b.ts', text }, { path: 'c.ts', text }])).toBe(2);
});

test('short runs, imports and comments are no duplicates', () => {
  const text = `import { ${Array.from({ length: 40 }, (_, i) => `n${i}`).join(', ')} } from 'a';\n/** The same words. */\n${sum(20)}`;
  expect(
    countDuplicates([
      { path: 'a.ts', text },
      { path: 'b.ts', text },
    ]),
  ).toBe(0);
});
