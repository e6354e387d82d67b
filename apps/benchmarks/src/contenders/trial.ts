import type { Facts } from '../measurement.js';

/** Work that can be done over and over. */
export interface Trial {
  /** What computes. */
  readonly description: string;
  /** Does it once; the results are there when it resolves. */
  run(): Promise<void>;
  /** What else was seen since the last call. */
  facts?(): Facts;
}
