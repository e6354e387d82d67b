import type { Rank, Tensor, Tensor1D } from '@tensorflow/tfjs-core';

/** An operation that has begun, and goes on while the program does something else. */
export interface Pending<Result> {
  /** Blocks until the operation is done, and gives its result. Called once. */
  wait(): Result;
}

/** Rows that were exchanged. */
export interface Exchanged<R extends Rank = Rank> {
  /** The rows received, in the order of the ranks that sent them. */
  readonly rows: Tensor<R>;
  /** int32 [size]: how many came from each rank. */
  readonly counts: Tensor1D;
}

/**
 * Collective operations between the processes of a group.
 *
 * Every rank begins the same operations in the same order, and waits for each of
 * them. Until then its inputs must stay as they are; they are the caller's, and
 * so are the results: new tensors, made by `wait`.
 *
 * Nothing here is a promise, because gradients can't wait for one. So more than one
 * process needs a device that can be read at once: `tensorflow`, `wasm` or `cpu`.
 * One process reads nothing, and runs on every device. An operation has no gradient:
 * what it would be depends on what the operation is used for. `defineOp` adds one.
 *
 * @example
 * ```ts
 * const sums = gradients.map((gradient) => communicator.allReduce(gradient)); // all at the same time
 * const totals = sums.map((sum) => sum.wait());
 * ```
 */
export interface Communicator {
  /** This process, from 0 to size - 1. */
  readonly rank: number;
  /** Processes in the group. */
  readonly size: number;
  /** The element-wise sum over all ranks; the same shape on every rank. */
  allReduce<R extends Rank>(value: Tensor<R>): Pending<Tensor<R>>;
  /** The ranks' tensors, joined along the first axis in the order of ranks; first axes may differ. */
  allGather<R extends Rank>(value: Tensor<R>): Pending<Tensor<R>>;
  /**
   * Sends the first `counts[0]` rows to rank 0, the next `counts[1]` to rank 1, and so on.
   * With what it gives, the next exchange sends each row back to where it came from.
   *
   * @param rows [rows, …], of any dtype
   * @param counts int32 [size], which sum to the number of rows; one process doesn't look at them
   */
  allToAll<R extends Rank>(rows: Tensor<R>, counts: Tensor1D): Pending<Exchanged<R>>;
  /** `root`'s tensor, on every rank; the same shape on every rank. */
  broadcast<R extends Rank>(value: Tensor<R>, root: number): Pending<Tensor<R>>;
  /** Waits until every rank is here. */
  barrier(): void;
  /** A communicator for the ranks that gave the same color, in the order of their present ranks. */
  split(color: number): Communicator;
}
