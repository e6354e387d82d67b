import type { NativeSources } from './runNative.js';

/**
 * What the native ops of every package are built on: the registration of ops, and threads.
 *
 * @example
 * ```ts no-run
 * import { startDevice } from '@outrageous/backends';
 * import { nativeSources as core } from '@outrageous/core/native';
 * import { nativeSources as trainer } from '@outrageous/trainer/native';
 *
 * await startDevice('tensorflow', { nativeOps: [core, trainer] });
 * ```
 */
export const nativeSources: NativeSources = {
  name: 'core',
  sources: ['register', 'address', 'copy', 'groupedMatMul', 'gatherRows', 'segmentSum', 'topKIndices', 'dropout'].map(
    (name) => new URL(`../../native/${name}.cc`, import.meta.url),
  ),
  includeDirectories: [new URL('../../native/', import.meta.url)],
};
