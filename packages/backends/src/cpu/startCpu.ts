import type { Started } from '../device.js';
import { selectBackend } from '../selectBackend.js';

/** Starts the plain JavaScript device: slow, exact, and there wherever JavaScript runs. */
export async function startCpu(): Promise<Started> {
  await import('@tensorflow/tfjs-backend-cpu');
  await selectBackend('cpu');
  return { description: 'plain JavaScript on the CPU', gpu: false };
}
