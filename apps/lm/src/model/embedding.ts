import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { gatherRows, type Layer, normalWith, parameterSpec, type ParametersOf, rowsOf } from '@outrageous/core';

/**
 * A row of numbers for each word: ids int32 [tokens] → float32 [tokens, width].
 *
 * The gradient is summed over the rows that a word was looked up for; words that don't occur have none.
 *
 * @example
 * ```ts
 * const embedded = embedding(10_000, 128).apply(parameters, ids, context);
 * ```
 */
export function embedding(vocabulary: number, width: number): Layer<Tensor1D, Tensor2D> {
  const parameters = { table: parameterSpec([vocabulary, width], normalWith(1 / Math.sqrt(width)), { table: true }) };
  return {
    parameters,
    operations: 0,
    apply: ({ table }: ParametersOf<typeof parameters>, ids) => gatherRows(rowsOf(table), ids),
  };
}
