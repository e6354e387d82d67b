import * as tf from '@tensorflow/tfjs-core';
import type { Started } from '../device.js';
import { selectBackend } from '../selectBackend.js';

/** Starts the plain JavaScript device: slow, exact, and there wherever JavaScript runs. */
export async function startCpu(): Promise<Started> {
  await import('@tensorflow/tfjs-backend-cpu');
  await selectBackend('cpu');
  // Upstream would advise to install tfjs-node, which fails on current versions of Node; the doctor knows better.
  Reflect.set(tf.backend(), 'firstUse', false);
  return { description: 'plain JavaScript on the CPU', gpu: false };
}
