import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Rows that are sorted by the group that they belong to.
 *
 * What a pool receives (a group is an expert) and what a gate receives (a group
 * is a branch of a hierarchy; a flat gate sees one group). Sizes per group are
 * on the device only; nothing has to be read back. A row may stand for a token or
 * for more, such as a whole sequence: [slots, time · d].
 */
export interface Grouped {
  /** float32 [slots, d]; the rows of group g are `offsets[g]` to `offsets[g + 1] - 1`. */
  readonly rows: Tensor2D;
  /** int32 [slots], ascending: the group of each row. */
  readonly group: Tensor1D;
  /** int32 [groups + 1], from 0 to slots. */
  readonly offsets: Tensor1D;
  readonly groups: number;
}
