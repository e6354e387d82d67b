import { didYouMean } from '@outrageous/core/options';
import type { DeviceName } from './device.js';
import { DeviceError } from './deviceError.js';

/**
 * Refuses a name that is no device's here; names come from command lines and configuration files.
 *
 * @throws DeviceError listing the names that are known.
 */
export function requireKnownName(name: unknown, known: readonly DeviceName[]): void {
  if (name === 'auto' || known.some((one) => one === name)) return;
  throw new DeviceError(
    'auto',
    `startDevice('${String(name)}'): there is no device of this name here${didYouMean(String(name), known)}`,
    `Use one of auto, ${known.join(', ')}`,
  );
}
