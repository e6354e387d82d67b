import type { Pending } from '@outrageous/core';

/** Numbers in the memory of this process: of float32, int32, and bool tensors. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** Numbers in parts, one for each rank, one after the other. */
export interface Parts<Memory = Numbers> {
  readonly numbers: Memory;
  /** How many of the numbers are of each rank, [size]; zero is a number too. */
  readonly counts: readonly number[];
}

/**
 * Collective operations on the memory of processes: what {@link communicatorOver} makes a communicator of.
 *
 * Every rank begins the same operations in the same order. Until one is waited for, what it reads must stay as it is,
 * and what it writes is not there yet. Lengths, counts and roots are right: whoever calls has checked them.
 *
 * @typeParam Memory what numbers are handed over as: arrays of them where it isn't said
 */
export interface Transport<Memory = Numbers> {
  /** This process, from 0 to size - 1. */
  readonly rank: number;
  /** Processes in the group. */
  readonly size: number;
  /** Writes into `sum` the element-wise sum of the `numbers` of all ranks; all four are of one length and kind. */
  allReduce(numbers: Memory, sum: Memory): Pending<void>;
  /** Writes the `numbers` of every rank into `all`, in the order of ranks. */
  allGather(numbers: Memory, all: Parts<Memory>): Pending<void>;
  /** Sends each rank its part of `sent`, and writes what each rank sends into its part of `received`. */
  allToAll(sent: Parts<Memory>, received: Parts<Memory>): Pending<void>;
  /** Writes `root`'s numbers over those of all other ranks; one length on all. */
  broadcast(numbers: Memory, root: number): Pending<void>;
  /** Blocks until every rank is here. */
  barrier(): void;
  /** A transport between the ranks that gave the same color, in the order of their present ranks. */
  split(color: number): Transport<Memory>;
}
