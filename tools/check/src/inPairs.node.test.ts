import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inPairs } from './inPairs.js';

test('runs at most two jobs at a time, and keeps the order of the items', async () => {
  let running = 0;
  let most = 0;
  const job = async (milliseconds: number): Promise<number> => {
    most = Math.max(most, ++running);
    await wait(milliseconds);
    running--;
    return milliseconds;
  };
  expect(await inPairs([30, 10, 20, 0], job)).toEqual([30, 10, 20, 0]);
  expect(most).toBeLessThanOrEqual(2);
});

test('passes a failure on', async () => {
  await expect(inPairs([1], () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
});
