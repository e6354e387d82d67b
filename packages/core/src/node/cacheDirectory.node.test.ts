import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheDirectory } from './cacheDirectory.js';

test('the cache lies where the user says, else where caches lie', () => {
  expect(cacheDirectory({ OUTRAGEOUS_CACHE: '/data/cache', XDG_CACHE_HOME: '/xdg' })).toBe('/data/cache');
  expect(cacheDirectory({ XDG_CACHE_HOME: '/xdg' })).toBe(join('/xdg', 'outrageous'));
  expect(cacheDirectory({})).toBe(join(homedir(), '.cache', 'outrageous'));
});
