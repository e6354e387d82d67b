import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Collective operations between the processes of a group.
 *
 * Every rank calls the same operations in the same order. Results are new
 * tensors that the caller owns; inputs stay the caller's too.
 */
export interface Communicator {
  /** This process, from 0 to size - 1. */
  readonly rank: number;
  /** Processes in the group. */
  readonly size: number;
  /** The element-wise sum over all ranks; the same shape on every rank. */
  allReduce(value: Tensor): Tensor;
  /** The ranks' tensors, joined along the first axis in the order of ranks; first axes may differ. */
  allGather(value: Tensor): Tensor;
  /**
   * Sends the first `counts[0]` rows to rank 0, the next `counts[1]` to rank 1, and so on.
   * Gives the rows received, in the order of ranks, and how many came from each.
   */
  allToAll(rows: Tensor, counts: readonly number[]): { rows: Tensor; counts: readonly number[] };
  /** `root`'s tensor, on every rank. */
  broadcast(value: Tensor, root: number): Tensor;
  /** Waits until every rank is here. */
  barrier(): void;
  /** A communicator for the ranks that gave the same color, in the order of their present ranks. */
  split(color: number): Communicator;
}
