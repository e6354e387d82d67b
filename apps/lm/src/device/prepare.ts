import { findTensorflow, startDevice } from '@outrageous/backends';
import { nativeOps } from './nativeOps.js';

/**
 * Sets up the device that `auto` chooses, and answers at once where TensorFlow is ready.
 *
 * `npm start` runs this file while the program is built, so that neither waits for the other. What stands in the
 * way is told by the program itself, which then chooses another device.
 */
if (findTensorflow() === undefined) {
  await startDevice('auto', { nativeOps: await nativeOps() }).catch(() => undefined);
}
