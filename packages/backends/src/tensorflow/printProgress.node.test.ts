import { expect, test } from 'vitest';
import { printProgress } from './printProgress.js';

test('a download is printed by tenths, and other stages once', () => {
  const lines: string[] = [];
  const progress = printProgress((line) => lines.push(line));
  for (const bytes of [0, 1e6, 15e6, 19e6, 100e6]) {
    progress({ stage: 'download', message: 'downloading', bytes, total: 100e6 });
  }
  progress({ stage: 'compile', message: 'compiling' });
  progress({ stage: 'compile', message: 'compiling' });
  expect(lines).toEqual([
    'downloading: 0% of 100 MB',
    'downloading: 10% of 100 MB',
    'downloading: 100% of 100 MB',
    'compiling',
  ]);
});
