import koffi from 'koffi';
import type { Numbers } from '../../communicators/transport.js';
import type { Memory } from '../memory.js';

/** The numbers in a memory, which stay there. */
export function arrayOn(memory: Memory): Numbers {
  if (!('address' in memory)) return memory;
  return new Float32Array(koffi.view(memory.address, Float32Array.BYTES_PER_ELEMENT * memory.length));
}
