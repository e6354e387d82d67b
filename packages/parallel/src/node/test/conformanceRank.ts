import '@tensorflow/tfjs';
import { communicatorConformance } from '../../conformance/index.js';
import { mpiCommunicator } from '../index.js';

/** Keeps the promises of a communicator together with the other ranks, and says which. */
const world = mpiCommunicator();
for (const { name, run } of communicatorConformance(() => world)) {
  await run();
  process.stdout.write(`rank ${world.rank} of ${world.size}: ${name}\n`);
}
