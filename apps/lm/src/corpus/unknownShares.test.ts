import { expect, it } from 'vitest';
import { adviceOnUnknown, describeShares, unknownShares } from './unknownShares.js';

it('counts the share of unknown words of each part', () => {
  const text = { train: Int32Array.of(2, 3, 4, 0), validation: Int32Array.of(0, 0), test: new Int32Array() };
  const shares = unknownShares(text, { unknown: 0 });
  expect(shares).toEqual({ train: 0.25, validation: 1, test: 0 });
  expect(describeShares(shares)).toBe('unknown words: 25.0% to train, 100.0% to validate, 0.0% to test');
});

it('warns above 5%, and names what to do', () => {
  expect(adviceOnUnknown(0.05, 'a text', ['the', 'union'])).toBeUndefined();
  expect(adviceOnUnknown(0.68, 'a text', ['the', 'union'])).toMatch(
    /doesn't know 68\.0% of the words of a text.*a larger --vocabulary/,
  );
  expect(adviceOnUnknown(0.34, 'poems', ['的', '月', '山'])).toMatch(/no spaces.*--format tokenized/);
  expect(adviceOnUnknown(0.34, 'genes', ['acgt'.repeat(9), 'n'])).toMatch(/no spaces.*--format tokenized/);
});
