import * as tf from '@tensorflow/tfjs-core';
import { rawOps, type RawAttribute } from '../tensorflow.js';

/**
 * The native ops of one package: C++ on TensorFlow's C kernel API, for the tensorflow device on a CPU.
 *
 * Whoever starts the device compiles those of all packages into one library. Where that cannot be
 * done, {@link nativeOps} stays false, and compositions of plain ops serve.
 */
export interface NativeSources {
  /** The package, such as `trainer`. */
  readonly name: string;
  /** C++17 files, which register their ops with `Op` of `outrageous.h`. */
  readonly sources: readonly URL[];
  /** Folders of headers that the sources of every package may include. */
  readonly includeDirectories?: readonly URL[];
}

/** The flag of TensorFlow.js that lists the packages whose native ops are registered, with commas between. */
const flag = 'OUTRAGEOUS_NATIVE_OPS';

tf.env().registerFlag(flag, () => '');

/**
 * Whether the native ops of a package can be run now: they are registered, and TensorFlow is the current backend.
 *
 * @param name the package's, as in its {@link NativeSources}
 * @example
 * ```ts
 * const update = nativeOps('trainer') ? updateNatively : updateWithPlainOps;
 * ```
 */
export function nativeOps(name: string): boolean {
  return tf.getBackend() === 'tensorflow' && packagesWithNativeOps().includes(name);
}

/** The packages whose native ops are registered. */
export function packagesWithNativeOps(): string[] {
  return tf.env().getString(flag).split(',').filter(Boolean);
}

/**
 * Says which packages' native ops are registered; those of all others are not run.
 *
 * `startDevice` of `@outrageous/backends` does so. Tests take ops away, to see that plain ones agree.
 */
export function setPackagesWithNativeOps(names: readonly string[]): void {
  tf.env().set(flag, names.join());
}

/**
 * Runs a native op by its name.
 *
 * @typeParam Outputs their types, which the op decides
 * @param outputs how many there are: none where it works in place
 * @throws Error in the op's own words
 * @example
 * ```ts
 * runNative('OutrageousSgd', [parameter, gradient, numbers, scale], 0);
 * ```
 */
export function runNative<Outputs extends tf.Tensor[] = tf.Tensor[]>(
  name: string,
  inputs: readonly tf.Tensor[],
  outputs: Outputs['length'],
  attributes: readonly RawAttribute[] = [],
): Outputs {
  return rawOps(name, attributes, inputs, outputs);
}
