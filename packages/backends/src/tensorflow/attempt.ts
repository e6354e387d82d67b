import { DeviceError, reasonOf } from '../deviceError.js';

/**
 * Does one step of the set-up, and says in plain words what to do if it fails.
 *
 * @throws DeviceError that names the step, why it failed, and the remedy.
 */
export async function attempt<Result>(step: string, remedy: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    throw setUpError(`could not ${step} (${reasonOf(cause)})`, remedy, { cause });
  }
}

/** A reason why TensorFlow cannot be set up, with its remedy and the device that serves meanwhile. */
export function setUpError(problem: string, remedy: string, options?: ErrorOptions): DeviceError {
  return new DeviceError(
    'tensorflow',
    `installTensorflow(): ${problem}`,
    `${remedy}; until then the device 'wasm' serves`,
    options,
  );
}
