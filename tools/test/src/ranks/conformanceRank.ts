import { startDevice } from '@outrageous/backends';
import { communicatorConformance } from '@outrageous/parallel/conformance';
import { mpiCommunicator } from '@outrageous/parallel/node';
import { deviceFrom } from './deviceFrom.js';

/**
 * Keeps the promises of a communicator together with the other ranks, on the device of the parameter, which is started
 * when MPI is already there: what MPI does to a process may crash a device that is loaded afterwards.
 */
const device = deviceFrom(process.argv[2]);
const world = mpiCommunicator();
await startDevice(device);
for (const { run } of communicatorConformance(() => world)) await run();
