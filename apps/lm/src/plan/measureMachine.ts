import * as tf from '@tensorflow/tfjs-core';
import { beginOn } from '../device/begin.js';
import { medianOf } from '../statistics.js';

/** What this machine does with all of its cores, or its GPU. */
export interface MachineSpeed {
  /** Floating-point operations per second of a large matrix product. */
  readonly flops: number;
  /** Bytes per second that a sum of two large tensors reads and writes. */
  readonly memoryBandwidth: number;
}

/** Sides of the matrices that are multiplied. */
const SIDE = 1024;

/** Numbers in the tensors that are added: more than caches hold. */
const NUMBERS = 2 ** 24;

/** Measures this machine on the best device that it has. */
export async function measureMachine(): Promise<MachineSpeed> {
  await beginOn('auto');
  const [matrix, vector] = [tf.ones<tf.Rank.R2>([SIDE, SIDE]), tf.ones<tf.Rank.R1>([NUMBERS])];
  const product = await secondsOf(() => tf.matMul(matrix, matrix));
  const addition = await secondsOf(() => tf.add(vector, vector));
  tf.dispose([matrix, vector]);
  return { flops: (2 * SIDE ** 3) / product, memoryBandwidth: (2 * 4 * NUMBERS) / addition };
}

/** How often each is timed, after as many runs that only warm up. */
const RUNS = 20;

/** Seconds of a run: the median, as what else the machine does will slow training too. */
async function secondsOf(op: () => tf.Tensor): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < 2 * RUNS; run++) seconds.push(await secondsOfOne(op));
  return medianOf(seconds.slice(RUNS));
}

async function secondsOfOne(op: () => tf.Tensor): Promise<number> {
  const begun = performance.now();
  const result = op();
  const first = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1));
  await first.data();
  tf.dispose([result, first]);
  return (performance.now() - begun) / 1000;
}
