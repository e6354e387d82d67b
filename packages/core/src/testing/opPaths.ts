import { nativeOps, packagesWithNativeOps, setPackagesWithNativeOps } from '../native/runNative.js';

/** One of the ways in which a package computes on this device. */
export interface OpPath {
  readonly path: 'native ops' | 'plain ops';
  /** Runs a test on this path. */
  run(test: () => Promise<void>): Promise<void>;
}

/**
 * The ways in which a package computes on this device: by plain ops, and where its native ops are
 * registered, by these too. Whatever has a native op is tested on both.
 *
 * @example
 * ```ts
 * describe.each(opPaths('trainer'))('adam with $path', ({ run }) => {
 *   it('agrees with PyTorch', () => run(() => agreesWithTorch(adamCase, adam({ learningRate: 0.05 }))));
 * });
 * ```
 */
export function opPaths(packageName: string): OpPath[] {
  const plain: OpPath = { path: 'plain ops', run: (test) => without(packageName, test) };
  return nativeOps(packageName) ? [{ path: 'native ops', run: (test) => test() }, plain] : [plain];
}

async function without(packageName: string, test: () => Promise<void>): Promise<void> {
  const before = packagesWithNativeOps();
  setPackagesWithNativeOps(before.filter((name) => name !== packageName));
  try {
    await test();
  } finally {
    setPackagesWithNativeOps(before);
  }
}
