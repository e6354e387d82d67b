import { expect, it } from 'vitest';
import { rowsOfSlots, visitsOf } from './visits.js';

it('sends a token once to each rank that has experts of it', () => {
  const token = [0, 0, 0, 1, 1, 2];
  const expert = [5, 0, 1, 4, 2, 0];
  expect(visitsOf({ token, expert }, [0, 3, 3, 6])).toEqual({
    token: [0, 1, 2, 0, 1],
    counts: [3, 0, 2],
    slot: [1, 2, 4, 5, 0, 3],
    slotCounts: [4, 0, 2],
    place: [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 2],
      [2, 0],
      [1, 1],
    ],
  });
});

it('asks for none where there are no slots', () => {
  const none = { token: [], counts: [0, 0], slot: [], slotCounts: [0, 0], place: [] };
  expect(visitsOf({ token: [], expert: [] }, [0, 2, 4])).toEqual(none);
});

it('finds the rows that slots from several ranks belong to', () => {
  // Rank 0 sent 2 visits with 3 slots, rank 1 none, rank 2 one visit with 2 slots.
  expect(rowsOfSlots([0, 0, 1, 0, 0], [3, 0, 2], [2, 0, 1])).toEqual([0, 0, 1, 2, 2]);
});
