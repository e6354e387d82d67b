import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';

/** A communicator that counts what leaves for other ranks. */
export interface Counting {
  readonly communicator: Communicator;
  /** Bytes of rows since the last call, without those that a rank sends to itself. */
  exchanged(): Promise<number>;
  /** Numbers that were summed since the last call. */
  summed(): number;
}

/** Counts over another communicator. */
export function counting(inner: Communicator): Counting {
  let exchanges: Promise<number>[] = [];
  let numbers = 0;
  return {
    communicator: {
      ...inner,
      allToAll(rows, counts) {
        exchanges.push(leaving(rows.size / Math.max(1, rows.shape[0]), counts, inner.rank));
        return inner.allToAll(rows, counts);
      },
      allReduce(value) {
        numbers += value.size;
        return inner.allReduce(value);
      },
    },
    async exchanged() {
      const bytes = await Promise.all(exchanges);
      exchanges = [];
      return bytes.reduce((sum, one) => sum + one, 0);
    },
    summed() {
      const sum = numbers;
      numbers = 0;
      return sum;
    },
  };
}

/** Every number that travels has four bytes. */
async function leaving(width: number, counts: tf.Tensor1D, rank: number): Promise<number> {
  const copy = tf.keep(tf.clone(counts));
  const others = Array.from(await copy.data()).filter((_, to) => to !== rank);
  copy.dispose();
  return 4 * width * others.reduce((sum, count) => sum + count, 0);
}
