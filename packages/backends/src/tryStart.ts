import type { DeviceName, Started } from './device.js';
import { DeviceError, reasonOf } from './deviceError.js';

/**
 * Starts a device; whatever its driver or the file system throws meanwhile becomes a message with a remedy.
 *
 * @throws DeviceError if it cannot be started.
 */
export async function tryStart(name: DeviceName, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    throw new DeviceError(
      name,
      `startDevice('${name}'): the device failed while it was started (${reasonOf(cause)})`,
      'Run `npx outrageous-backends doctor` to see which devices work, and choose one of those',
      { cause },
    );
  }
}
