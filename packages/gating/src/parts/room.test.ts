import { expect, it } from 'vitest';
import { roomFor } from './room.js';

it.each([
  ['a share that is whole', 8, { experts: 4, expertsPerToken: 1 }, 2],
  ['a share, rounded up', 9, { experts: 4, expertsPerToken: 1 }, 3],
  ['a share that a product’s rounding makes no larger', 50, { experts: 5, expertsPerToken: 1.1 }, 11],
  ['one row at least', 3, { experts: 64, expertsPerToken: 1 }, 1],
  ['all rows at most', 4, { experts: 2, expertsPerToken: 100 }, 4],
  ['nothing of no rows', 0, { experts: 2, expertsPerToken: 1 }, 0],
])('each expert takes %s', (_, rows, share, room) => {
  expect(roomFor(rows, share)).toBe(room);
});
