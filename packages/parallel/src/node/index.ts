export { launch, type LaunchOptions } from './launch/launch.js';
export type { Ending } from './launch/ending.js';
export { MpiError } from './mpi/mpiError.js';
export { findMpi, type MpiInstallation } from './setUp/installation.js';
export { installMpi, type InstallMpiOptions } from './setUp/installMpi.js';
export { MpiSetUpError } from './setUp/mpiSetUpError.js';
export { whyNoMpi } from './setUp/whyNoMpi.js';
export { mpiCommunicator, worldCommunicator } from './world.js';
