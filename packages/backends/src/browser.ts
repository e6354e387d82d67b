export type { Device, DeviceName, Progress, ProgressListener, Started } from './device.js';
export { deviceNames } from './device.js';
export { DeviceError } from './deviceError.js';
export { startDevice, type BrowserDeviceName, type StartOptions } from './browser/startBrowserDevice.js';
