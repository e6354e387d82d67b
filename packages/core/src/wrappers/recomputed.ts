import type * as tf from '@tensorflow/tfjs-core';
import type { Context } from '../layer.js';
import { type Parameter, type ParameterTree, rowsOf } from '../parameter.js';
import { isTable, type StoredTable } from '../gradients/table.js';
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
        const uses = usesOf(parameters);
        const values = uses.flatMap(({ value }) => value ?? []);
        const tables = uses.flatMap(({ table }) => table ?? []);
        return runForgetting({ input, ids: context.ids, values }, tables, (given, own) =>
          layer.apply(withStorage(parameters, uses, { ...given, tables: own }), given.input, {
            ...context,
            ids: given.ids,
          }),
        );
      }),
  };
}

/** How a parameter that is trained is used now: as a table that collects, or as a value. */
interface Use {
  readonly parameter: Parameter;
  readonly table?: StoredTable;
  readonly value?: tf.Tensor;
}

function usesOf(parameters: ParameterTree): readonly Use[] {
  return trainable(parameters).map((parameter) => {
    const rows = rowsOf(parameter);
    return isTable(rows) ? { parameter, table: parameter.table } : { parameter, value: rows };
  });
}

/** What stands for the values and tables of {@link usesOf}, in their order. */
interface Storage {
  readonly values: readonly tf.Tensor[];
  readonly tables: readonly StoredTable[];
}

/** The same parameters, stored elsewhere. */
function withStorage(parameters: ParameterTree, uses: readonly Use[], { values, tables }: Storage): ParameterTree {
  let [nextValue, nextTable] = [0, 0];
  const standing = uses.map(({ parameter, table }): readonly [Parameter, Parameter] => {
    if (table) return [parameter, { ...parameter, table: tables[nextTable++] }];
    const value = values[nextValue++];
    return [parameter, { ...parameter, read: () => value }];
  });
  const stored = new Map(standing);
  return mapParameters(parameters, (parameter) => stored.get(parameter) ?? parameter);
}
