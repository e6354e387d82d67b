import type { KeyWords } from '../../key.js';

/** What to draw: numbers `shift + factor · z`, where z has the op's distribution. */
export type DrawAttributes = {
  readonly key: KeyWords;
  readonly shape: readonly number[];
  readonly factor: number;
  readonly shift: number;
};
