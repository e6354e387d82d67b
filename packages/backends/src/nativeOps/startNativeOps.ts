import { packagesWithNativeOps, setPackagesWithNativeOps, type NativeSources } from '@outrageous/core';
import type { NativeOpsAnswer } from '../device.js';
import { compileNativeOps, type CompileOptions } from './compileNativeOps.js';

/**
 * Compiles the native ops of several packages into one library, registers them, and has the packages use them.
 *
 * Where they are not available the packages use plain ops, which give the same results.
 *
 * @param packages each package's `nativeSources`, that of `@outrageous/core/native` among them
 */
export async function startNativeOps(
  packages: readonly NativeSources[],
  options: CompileOptions = {},
): Promise<NativeOpsAnswer> {
  const sources = packages.flatMap((own) => own.sources);
  const includeDirectories = packages.flatMap((own) => own.includeDirectories ?? []);
  const answer = await compileNativeOps({ name: 'outrageous', sources, includeDirectories }, options);
  const names = answer.available ? packages.map(({ name }) => name) : [];
  setPackagesWithNativeOps([...new Set([...packagesWithNativeOps(), ...names])]);
  return answer;
}
