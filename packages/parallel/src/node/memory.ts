import type { Numbers } from '../communicators/transport.js';

/** Numbers of float32 that lie somewhere in the memory of this process. */
export interface Located {
  readonly address: bigint;
  /** How many there are. */
  readonly length: number;
}

/** Numbers as MPI takes them. */
export type Memory = Numbers | Located;

/** What a foreign function takes for a pointer to them. */
export function pointerTo(memory: Memory): bigint | Numbers {
  return 'address' in memory ? memory.address : memory;
}
