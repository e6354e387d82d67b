import type { Device } from '@outrageous/backends';
import type { DeviceName } from '../options/deviceOption.js';

/**
 * Starts the device that was asked for, and says which it is and why.
 *
 * TensorFlow.js and its backends are large: they are loaded here, and by no command that doesn't compute.
 *
 * @throws DeviceError when it can't be had, with what to do
 */
export async function beginOn(name: DeviceName): Promise<Device> {
  const [{ startDevice }, ...packages] = await Promise.all([
    import('@outrageous/backends'),
    import('@outrageous/core/native'),
    import('@outrageous/lstm/native'),
    import('@outrageous/trainer/native'),
  ]);
  const device = await startDevice(name, { nativeOps: packages.map(({ nativeSources }) => nativeSources) });
  process.stderr.write(`device: ${device.name}, ${device.description} (${device.reason})\n`);
  return device;
}
