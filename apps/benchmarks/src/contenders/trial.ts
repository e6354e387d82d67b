import type { Facts } from '../measurement.js';
import type { Turns } from './turns.js';

/** Work that can be done over and over. */
export interface Trial {
  /** What computes. */
  readonly description: string;
  /** When it is done; lines on standard input where it isn't said. */
  readonly turns?: Turns;
  /** Does it once; the results are there when it resolves. */
  run(): Promise<void>;
  /** What else was seen since the last call. */
  facts?(): Facts;
}
