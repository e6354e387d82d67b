import type { Device } from '@outrageous/backends';
import type { DeviceName } from '../options/deviceOption.js';
import { nativeOps } from './nativeOps.js';

/**
 * Starts the device that was asked for, and says which it is and why.
 *
 * TensorFlow.js and its backends are large: they are loaded here, and by no command that doesn't compute.
 *
 * @param say where it is said; on standard error by default
 * @param why what is said of why it is this one, where the caller has chosen it
 * @throws DeviceError when it can't be had, with what to do
 */
export async function beginOn(
  name: DeviceName,
  say: (text: string) => void = (text) => process.stderr.write(text),
  why?: string,
): Promise<Device> {
  const { startDevice } = await import('@outrageous/backends');
  const device = await startDevice(name, { nativeOps: await nativeOps() });
  say(`device: ${device.name}, ${device.description} (${why ?? device.reason})\n`);
  return device;
}
