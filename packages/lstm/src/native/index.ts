import type { NativeSources } from '@outrageous/core';

/**
 * The native ops of recurrent layers: whole sequences forward and back. They need those of `@outrageous/core/native`
 * beside them.
 *
 * @example
 * ```ts
 * await startDevice('tensorflow', { nativeOps: [core, nativeSources] });
 * ```
 */
export const nativeSources: NativeSources = {
  name: 'lstm',
  sources: ['lstmForward', 'lstmBackward', 'gruForward', 'gruBackward'].map(
    (name) => new URL(`../../native/${name}.cc`, import.meta.url),
  ),
};
