import { expect, it } from 'vitest';
import { bytesPerToken } from './network.js';
import { smallMixture } from './test/smallRequest.js';
import { expertsUsed, tokensPerDevice, wordsUsed } from './workload.js';

it('counts whole sequences on the device that has the most', () => {
  expect(tokensPerDevice({ sequences: 5, time: 3 }, { devices: 2, expertDevices: 1, byBranch: false })).toBe(9);
});

it('expects some experts without rows', () => {
  expect(expertsUsed(4, 1)).toBeCloseTo(1, 10);
  expect(expertsUsed(2, 2)).toBeCloseTo(1.5, 10); // both rows take the same one half of the times
  expect(expertsUsed(4, 1000)).toBeCloseTo(4, 10);
  expect(expertsUsed(1, 3)).toBe(1);
});

it('expects words as Zipf’s law does', () => {
  const [vocabulary, tokens] = [10_000, 20_000];
  const shares = Array.from({ length: vocabulary }, (_, i) => 1 / (i + 1));
  const all = shares.reduce((total, share) => total + share, 0);
  const exact = shares.reduce((words, share) => words + 1 - (1 - share / all) ** tokens, 0);
  expect(wordsUsed(vocabulary, tokens) / exact).toBeGreaterThan(0.8);
  expect(wordsUsed(vocabulary, tokens) / exact).toBeLessThan(1.2);
  expect(wordsUsed(vocabulary, 1)).toBe(1);
  expect(wordsUsed(vocabulary, 1e9)).toBeCloseTo(vocabulary, 0);
});

it('does h multiply-adds for each number that an expert gets or gives, as section 3.2 says', () => {
  const [d, h] = [512, 1024];
  const expert = { ...smallMixture, expertsPerToken: 4, inputWidth: d, outputWidth: d, operations: 2 * d * h };
  const place = { devices: 16, expertDevices: 16, byBranch: false };
  const withoutIndices = bytesPerToken(expert, place) - 4 * 4;
  const numbersForward = withoutIndices / 4 / 2;
  expect((4 * expert.operations) / numbersForward).toBe(h);
});
