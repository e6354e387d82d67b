import type { DeviceName } from './device.js';
import { DeviceError, reasonOf } from './deviceError.js';

/**
 * Imports an optional peer package, and says what to install where it is missing.
 *
 * The import itself is the caller's, written out, so that bundlers see it.
 *
 * @throws DeviceError naming the package and the command that installs it.
 */
export async function importPeer<Module>(
  device: DeviceName,
  packageName: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new DeviceError(
      device,
      `startDevice('${device}'): the package ${packageName} could not be loaded (${reasonOf(cause)})`,
      `Install it with \`npm install ${packageName}\`, or choose another device`,
      { cause },
    );
  }
}
