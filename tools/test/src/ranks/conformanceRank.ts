import { startDevice } from '@outrageous/backends';
import { communicatorConformance } from '@outrageous/parallel/conformance';
import { mpiCommunicator } from '@outrageous/parallel/node';
import { deviceFrom } from './deviceFrom.js';

/** Keeps the promises of a communicator together with the other ranks, on the device of the parameter. */
await startDevice(deviceFrom(process.argv[2]));
const world = mpiCommunicator();
for (const { run } of communicatorConformance(() => world)) await run();
