import type { Measured } from '../measurement.js';
import { type ModelSizes, tokensOf } from '../modelSizes.js';
import { factOf } from '../summary.js';

/**
 * Floating-point operations of a training step that are of use:
 *
 *     2 · multiply-adds per token · tokens · 3
 *
 * forward, and twice as many for the gradients of both factors of each product. Multiply-adds are as the model counts
 * them (`model.operations`): LSTMs, gate, chosen experts, softmax layer.
 */
export function usefulOperations({ sizes, ours }: { readonly sizes: ModelSizes; readonly ours: Measured }): number {
  return 2 * factOf(ours, 'operations') * tokensOf(sizes) * 3;
}
