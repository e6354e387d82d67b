import type * as tf from '@tensorflow/tfjs-core';
import type { Context } from '../layer.js';
import type { Parameter, ParameterTree } from '../parameter.js';
import type { StoredTable } from '../gradients/table.js';
import { tidyTree } from '../tensorTree.js';
import { mapParameters, trainable } from '../tree.js';
import { runForgetting } from './runForgetting.js';
import { type AnyLayer, throughParts } from './throughParts.js';

/**
 * The same layer, which keeps its input for the backward pass and nothing of what it computes on the way: the
 * backward pass runs it again.
 *
 * Outputs and gradients are the same. Nothing random is drawn anew: the second run gets the same key. Rows of tables
 * have gradients of their own, as ever. The time is that of one more forward pass, and what a layer holds from its forward
 * to its backward pass are its input and its output. So the peak falls where several layers hold something: of a
 * stack, wrap each layer; of a mixture, the whole, and its copies of the tokens aren't held either.
 *
 * Of a pool, the parts are recomputed too.
 *
 * @param layer any layer: its input and its output are trees of tensors
 * @example
 * ```ts
 * const pool = recomputed(feedForward({ experts: 32, width: 512, hidden: 1024 }));
 * const layer = recomputed(mixture(gate, feedForward({ experts: 32, width: 512, hidden: 1024 })));
 * ```
 *
 * Appendix D does so with the hidden layers of the experts; Chen et al., "Training deep nets with sublinear memory cost"
 * (2016).
 */
export function recomputed<Wrapped extends AnyLayer>(layer: Wrapped): Wrapped {
  return {
    ...layer,
    ...throughParts(layer, recomputed),
    apply: (parameters: ParameterTree, input: never, context: Context) =>
      tidyTree(() => {
        const [values, tables] = storageOf(parameters);
        return runForgetting({ input, ids: context.ids, values }, tables, (given, own) =>
          layer.apply(withStorage(parameters, given.values, own), given.input, { ...context, ids: given.ids }),
        );
      }),
  };
}

/** Of the parameters that are trained, the values of those that aren't tables, and the tables. */
function storageOf(parameters: ParameterTree): [values: readonly tf.Tensor[], tables: readonly StoredTable[]] {
  const all = trainable(parameters);
  return [all.filter(({ table }) => !table).map((one) => one.read()), all.flatMap(({ table }) => table ?? [])];
}

/** The same parameters with other values and tables, in the order of {@link storageOf}. */
function withStorage(
  parameters: ParameterTree,
  values: readonly tf.Tensor[],
  tables: readonly StoredTable[],
): ParameterTree {
  let [nextValue, nextTable] = [0, 0];
  return mapParameters(parameters, (parameter): Parameter => {
    if (parameter.frozen) return parameter;
    if (parameter.table) return { ...parameter, table: tables[nextTable++] };
    const value = values[nextValue++];
    return { ...parameter, read: () => value };
  });
}
