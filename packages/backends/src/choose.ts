import type { Device, DeviceName, Started } from './device.js';
import { DeviceError } from './deviceError.js';
import { tryStart } from './tryStart.js';

/** One of the ways in which `auto` may end, and why it would be taken. */
export interface Choice {
  readonly name: DeviceName;
  /** Such as `no GPU answered, and TensorFlow is the fastest on a CPU`. */
  readonly why: string;
  /** Starts the device. @throws DeviceError where it cannot be had. */
  start(): Promise<Started>;
}

/**
 * Starts the first choice that works, and says why it was taken and what stood in the way of better ones.
 *
 * @throws DeviceError with the problem of each choice, if none works.
 */
export async function startFirst(choices: readonly Choice[]): Promise<Device> {
  const passedOver: string[] = [];
  for (const { name, why, start } of choices) {
    try {
      return { name, ...(await tryStart(name, start)), reason: [why, ...passedOver].join('; ') };
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      passedOver.push(`${name} was passed over: ${withoutCaller(error.problem)}`);
    }
  }
  throw new DeviceError(
    'auto',
    `startDevice('auto'): no device could be started (${passedOver.join('; ')})`,
    'Run `npx outrageous-backends doctor` for what to do about each',
  );
}

/** Starts the device that was asked for by name. */
export async function startNamed(name: DeviceName, start: () => Promise<Started>): Promise<Device> {
  return { name, ...(await tryStart(name, start)), reason: 'it was asked for by name' };
}

/**
 * Answers a device only if a GPU does its arithmetic.
 *
 * @throws DeviceError otherwise.
 */
export async function requireGpu(name: DeviceName, start: () => Promise<Started>): Promise<Started> {
  const started = await start();
  if (started.gpu) return started;
  throw new DeviceError(
    name,
    `startDevice('auto'): ${started.description} is no GPU, and one is preferred`,
    "Install your GPU's driver, if there is a GPU",
  );
}

/** Problems begin with the function that found them, which says nothing in a list of reasons. */
function withoutCaller(problem: string): string {
  return problem.replace(/^\w+\(.*?\): /, '');
}
