import { type DeviceName, deviceNames } from '@outrageous/backends';

/** The device that a rank is started with as a parameter. */
export function deviceFrom(parameter: string): DeviceName {
  const device = deviceNames.find((name) => name === parameter);
  if (device === undefined) throw new Error(`${parameter} is no device`);
  return device;
}
