import * as tf from '@tensorflow/tfjs-core';
import type { DeviceName, Started } from '../device.js';
import { DeviceError, reasonOf } from '../deviceError.js';
import { startDevice } from '../startNodeDevice.js';
import { startInstallation } from '../tensorflow/startTensorflow.js';
import type { Failing, ProbeAnswer, ProbeJob, Working } from './probe.js';

const job = JSON.parse(process.argv[2]) as ProbeJob;
const answer: ProbeAnswer = await run(job).catch(failure);
process.send?.(answer, () => process.exit(0));

async function run({ device, installation }: ProbeJob): Promise<Working> {
  const { description, gpu } = installation ? await startInstallation(installation) : await start(device);
  const size = sizeFor(device, gpu);
  return { works: true, description, gpu, size, milliseconds: await timeProduct(size) };
}

function start(device: DeviceName): Promise<Started> {
  return startDevice(device, { install: false });
}

function failure(error: unknown): Failing {
  if (error instanceof DeviceError) return { works: false, problem: error.problem, remedy: error.remedy };
  return { works: false, problem: reasonOf(error), remedy: 'Choose another device' };
}

/** Large enough to show the speed, small enough to take less than about a second. */
function sizeFor(device: DeviceName, gpu: boolean): number {
  if (gpu || device === 'tensorflow' || device === 'wasm') return 1024;
  return device === 'cpu' ? 256 : 128;
}

/** Times the second product of two matrices of ones, whose every element is their size. */
async function timeProduct(size: number): Promise<number> {
  const ones = tf.ones<tf.Rank.R2>([size, size]);
  await checkedProduct(ones);
  const begin = performance.now();
  await checkedProduct(ones);
  return performance.now() - begin;
}

async function checkedProduct(ones: tf.Tensor2D): Promise<void> {
  const [size] = ones.shape;
  const [mean] = await tf.tidy(() => tf.mean(tf.matMul(ones, ones))).data();
  if (mean !== size)
    throw new Error(`the product of two ${size} × ${size} matrices of ones is ${mean} instead of ${size}`);
}
