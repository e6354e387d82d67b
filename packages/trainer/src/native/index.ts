import type { NativeSources } from '@outrageous/core';

/**
 * The optimizers' native ops, which update parameters in place. They need those of `@outrageous/core/native` beside them.
 *
 * @example
 * ```ts
 * await startDevice('tensorflow', { nativeOps: [core, nativeSources] });
 * ```
 */
export const nativeSources: NativeSources = {
  name: 'trainer',
  sources: ['adam', 'adamCatchUp', 'crossEntropy', 'factoredAdam', 'sgd', 'norm'].map(
    (name) => new URL(`../../native/${name}.cc`, import.meta.url),
  ),
};
