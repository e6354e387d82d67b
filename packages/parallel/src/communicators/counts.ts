import type { Transport } from './transport.js';

/** int32 [size]: how many rows each rank brings to a gathering. */
export function gatherLengths(transport: Transport, length: number): Int32Array {
  const lengths = new Int32Array(transport.size);
  transport.allGather(Int32Array.of(length), oneEach(lengths)).wait();
  return lengths;
}

/** int32 [size]: how many rows come from each rank, when `leaving` go to each. */
export function exchangeCounts(transport: Transport, leaving: Int32Array): Int32Array {
  const coming = new Int32Array(transport.size);
  transport.allToAll(oneEach(leaving), oneEach(coming)).wait();
  return coming;
}

function oneEach(numbers: Int32Array): { numbers: Int32Array; counts: number[] } {
  return { numbers, counts: Array.from(numbers, () => 1) };
}
