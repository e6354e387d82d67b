import { expect, it } from 'vitest';
import { findPreset } from '../presets/presets.js';
import { expertRanksOf } from './expertRanks.js';

it.each([
  ['small-moe-32', 4, 4],
  ['small-moe-4', 4, 4],
  ['small-moe-4', 8, 4],
  ['small-moe-4', 6, 3],
  ['small-moe-4', 5, 1],
  ['small-4xlstm', 3, 3],
])('divides the experts of %s, on %i ranks, among %i of them', (preset, ranks, expertRanks) => {
  expect(expertRanksOf(findPreset(preset), ranks)).toBe(expertRanks);
});
