export type { Device, DeviceName, Progress, ProgressListener, Started } from './device.js';
export { deviceNames } from './device.js';
export { DeviceError } from './deviceError.js';
export { startDevice, type StartOptions } from './startNodeDevice.js';
