import * as tf from '@tensorflow/tfjs-core';

/** Gives the milliseconds since some moment. */
export type Clock = () => number;

/** The time on the wall: for work on a real GPU. */
export const wallClock: Clock = () => performance.now();

/** The time that this process' threads computed: for a GPU in software, on a machine that others use too. */
export const processClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * The median times of several works, in milliseconds, from the first command to the last result.
 *
 * They take turns, so that a slow moment of the machine meets them all. The first turn compiles, and isn't counted.
 *
 * @param works each makes one tensor; a number of it is read, which waits for all of them
 */
export async function medianTimes<Name extends string>(
  works: Readonly<Record<Name, () => tf.Tensor>>,
  { clock, repetitions = 3 }: { readonly clock: Clock; readonly repetitions?: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const times = names.map((): number[] => []);
  for (let run = 0; run <= repetitions; run++) {
    for (const [i, name] of names.entries()) {
      const start = clock();
      await readOne(tf.tidy(works[name]));
      if (run > 0) times[i].push(clock() - start);
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, median(times[i])])) as Record<Name, number>;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Reads a number of a tensor, which waits until it is computed, and frees the tensor. */
export async function readOne(made: tf.Tensor): Promise<void> {
  const one = tf.tidy(() => tf.slice(tf.reshape(made, [-1]), 0, 1));
  await one.data();
  tf.dispose([made, one]);
}
