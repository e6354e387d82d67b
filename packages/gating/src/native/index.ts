import type { NativeSources } from '@outrageous/core';

/**
 * The native ops of gates: the load estimator and its gradient, each in one pass. They need those of
 * `@outrageous/core/native` beside them.
 *
 * @example
 * ```ts
 * await startDevice('tensorflow', { nativeOps: [core, nativeSources] });
 * ```
 */
export const nativeSources: NativeSources = {
  name: 'gating',
  sources: [new URL('../../native/loadProbabilities.cc', import.meta.url)],
};
