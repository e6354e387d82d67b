import { expect, it } from 'vitest';
import { markdownTable } from './markdownTable.js';

it('makes a table', () => {
  const columns = [{ head: 'model' }, { head: 'ms', align: 'right' }] as const;
  expect(markdownTable(columns, [['moe-32', 211]])).toBe('| model | ms |\n| --- | ---: |\n| moe-32 | 211 |');
});
