export type { Device, DeviceName, NativeOpsAnswer, Progress, ProgressListener, Started } from './device.js';
export { deviceNames } from './device.js';
export { DeviceError } from './deviceError.js';
export { startDevice, type StartOptions } from './startNodeDevice.js';
export { describeReport, doctor, type DeviceReport } from './doctor/doctor.js';
export type { Failing, Working } from './doctor/probe.js';
export { findTensorflow, type Installation, type InstallationOptions } from './tensorflow/installation.js';
export { installTensorflow, type InstallOptions } from './tensorflow/installTensorflow.js';
export { compileNativeOps, type CompileOptions, type NativeOps } from './nativeOps/compileNativeOps.js';
