import * as tf from '@tensorflow/tfjs-core';
import type { Started } from '../device.js';
import { startDevice } from '../startNodeDevice.js';
import { startInstallation } from '../tensorflow/startTensorflow.js';
import type { ProbeAnswer, ProbeJob, ProbeResult } from './probe.js';

const job: ProbeJob = JSON.parse(process.argv[2]);

const answer: ProbeAnswer = await run(job).then(
  (result) => ({ result }),
  (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
);
process.send?.(answer, () => process.exit(0));

async function run({ device, installation, size }: ProbeJob): Promise<ProbeResult> {
  const { description, gpu } = installation ? await startInstallation(installation) : await start(device);
  return { description, gpu, milliseconds: await timeProduct(size) };
}

function start(device: ProbeJob['device']): Promise<Started> {
  return startDevice(device, { install: false });
}

/** Times the second product of two matrices of ones, and checks it: each element is their size. */
async function timeProduct(size: number): Promise<number> {
  const ones = tf.ones<tf.Rank.R2>([size, size]);
  await checkedProduct(ones);
  const begin = performance.now();
  await checkedProduct(ones);
  return performance.now() - begin;
}

async function checkedProduct(ones: tf.Tensor2D): Promise<void> {
  const [size] = ones.shape;
  const total = await tf.tidy(() => tf.mean(tf.matMul(ones, ones))).data();
  if (total[0] !== size)
    throw new Error(`the product of two matrices of ones is ${total[0]} instead of ${size} everywhere`);
}
