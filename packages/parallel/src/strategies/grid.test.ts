import { expect, it } from 'vitest';
import { singleProcess } from '../communicators/singleProcess.js';
import { grid } from './grid.js';

/** Splits off nothing, but remembers the colors. */
function colored(rank: number, size: number): { colors: number[]; world: ReturnType<typeof singleProcess> } {
  const colors: number[] = [];
  const split = (color: number) => {
    colors.push(color);
    return singleProcess();
  };
  return { colors, world: { ...singleProcess(), rank, size, split } };
}

it.each([
  [1, [0, 1, 2, 3], [0, 0, 0, 0]],
  [2, [0, 0, 1, 1], [0, 1, 0, 1]],
  [4, [0, 0, 0, 0], [0, 1, 2, 3]],
])('cuts 4 ranks into groups of %i neighbours', (expertRanks, experts, replicas) => {
  const ranks = [0, 1, 2, 3].map((rank) => colored(rank, 4));
  for (const { world } of ranks) grid(world, expertRanks);
  expect(ranks.map(({ colors }) => colors[0])).toEqual(experts);
  expect(ranks.map(({ colors }) => colors[1])).toEqual(replicas);
});

it('has one group where it is not said', () => {
  const { colors, world } = colored(2, 3);
  grid(world);
  expect(colors).toEqual([0, 2]);
});

it.each([0, 3, 1.5, 8])('refuses groups of %d of 4 ranks', (expertRanks) => {
  expect(() => grid(colored(0, 4).world, expertRanks)).toThrow(
    `grid: got expertRanks ${expertRanks} for 4 ranks, needs a divisor of 4`,
  );
});
