import type { KeyWords } from '../../key.js';

/** What to draw: numbers `shift + factor · z`, where z is uniform in [0, 1) or standard normal. */
export type DrawAttributes = {
  readonly distribution: 'uniform' | 'normal';
  readonly key: KeyWords;
  readonly shape: readonly number[];
  readonly factor: number;
  readonly shift: number;
};
