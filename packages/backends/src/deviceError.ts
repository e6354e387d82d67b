import type { DeviceName } from './device.js';

/**
 * A device that cannot be had: what was found and what was needed, and what to do next.
 *
 * @example
 * ```ts
 * try {
 *   await startDevice('webgpu');
 * } catch (error) {
 *   if (error instanceof DeviceError) console.error(error.message);
 * }
 * ```
 */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';

  /**
   * @param device the device that was asked for.
   * @param problem which function found what, and what it needed; a sentence without its full stop.
   * @param remedy what to do next; a sentence without its full stop.
   */
  constructor(
    readonly device: DeviceName | 'auto',
    readonly problem: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}. ${remedy}.`, options);
  }
}

/** The first line of whatever was thrown, for use inside another message. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.trim().split('\n')[0].replace(/\.$/, '');
}
