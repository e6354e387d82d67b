import { afterEach, expect, test, vi } from 'vitest';
import { report } from './report.js';

const written: string[] = [];
vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
vi.spyOn(console, 'error').mockImplementation((text) => void written.push(String(text)));
afterEach(() => written.splice(0));

const check = (name: string, passed: number, failed: number) => ({
  name,
  run: () => Promise.resolve({ passed, failed, skipped: 0, notes: [] }),
});

test('the last line is the sum, and the exit code says whether all passed', async () => {
  expect(await report([check('a', 3, 0), check('b', 2, 0)], [])).toBe(0);
  expect(written.at(-1)).toBe('5 passed, 0 failed\n');
  expect(await report([check('a', 3, 0), check('b', 2, 1)], [])).toBe(1);
  expect(written.at(-1)).toBe('5 passed, 1 failed\n');
});

test('a check that throws has failed, and the others still run', async () => {
  const broken = { name: 'broken', run: () => Promise.reject(new Error('no disk')) };
  expect(await report([broken, check('a', 1, 0)], [])).toBe(1);
  expect(written.at(-1)).toBe('1 passed, 1 failed\n');
});

test('only the named checks run; an unknown name is refused', async () => {
  await report([check('a', 3, 0), check('b', 2, 0)], ['b']);
  expect(written.at(-1)).toBe('2 passed, 0 failed\n');
  expect(await report([check('a', 3, 0)], ['c'])).toBe(2);
  expect(written.at(-1)).toContain("there is no check 'c'; there are a");
});

test('what a named check needs runs too', async () => {
  await report([check('a', 3, 0), { ...check('b', 2, 0), needs: ['a'] }, check('c', 5, 0)], ['b']);
  expect(written.at(-1)).toBe('5 passed, 0 failed\n');
});

test('nothing passed is not a success', async () => {
  expect(await report([], [])).toBe(1);
});
