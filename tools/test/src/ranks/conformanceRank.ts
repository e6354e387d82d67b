import { deviceNames, startDevice } from '@outrageous/backends';
import { communicatorConformance } from '@outrageous/parallel/conformance';
import { mpiCommunicator } from '@outrageous/parallel/node';

/** Keeps the promises of a communicator together with the other ranks, on the device of the parameter. */
const device = deviceNames.find((name) => name === process.argv[2]);
if (device === undefined) throw new Error(`${process.argv[2]} is no device`);
await startDevice(device);

const world = mpiCommunicator();
for (const { run } of communicatorConformance(() => world)) await run();
