import type { DeviceName } from './device.js';

/**
 * A device that cannot be had, with what was found, what was needed and what to do next.
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

  constructor(
    readonly device: DeviceName | 'auto',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The first line of whatever was thrown, for use inside another message. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.trim().split('\n')[0];
}
