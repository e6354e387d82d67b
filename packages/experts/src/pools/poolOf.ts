import * as tf from '@tensorflow/tfjs-core';
import { childContext, type ExpertPool, type Grouped, type Layer, type ParameterTree } from '@outrageous/core';
import { checkPart } from './checkPart.js';
import { maskRows } from './maskRows.js';
import type { RunExpert } from './runExpert.js';
import { splitRows } from './splitRows.js';

/**
 * A pool of any layers, of any kinds and sizes: expert i is `layers[i]`.
 *
 * Rows [slots, d] that are sorted by expert give [slots, dOut]; all layers take
 * rows of width d and give rows of one width dOut. A layer must treat each row by
 * itself: which rows it sees together is up to the gate.
 *
 * *Cost.* Where tensors can be read at once (`tensorflow`, `wasm`, `cpu`), each
 * layer gets its own rows alone, and one without rows isn't run. On `webgpu`
 * nothing may be read back, so every layer sees all slots, zeros in the place of
 * others' rows, and a mask picks its own: n times the arithmetic for n experts.
 * There a layer must have finite gradients at a row of zeros, and `feedForward`
 * is the better pool wherever experts have one shape.
 *
 * `operations` is the mean over the layers. Layer i gets the context
 * `childContext(context, i)`.
 *
 * @param layers one expert each
 * @throws RangeError from the factory when there is no layer
 * @throws Error from `apply` when the rows come in another number of groups, or the outputs differ in width
 * @example
 * ```ts
 * const small = feedForwardNetwork({ width: 64, hidden: 64 });
 * const large = feedForwardNetwork({ width: 64, hidden: [256, 256], activation: 'gelu' });
 * const pool = poolOf([small, small, large]);
 * ```
 *
 * Section 1: experts may be any networks; section 2: "same-sized inputs and same-sized outputs".
 */
export function poolOf(layers: readonly Layer<tf.Tensor2D, tf.Tensor2D>[]): ExpertPool {
  if (layers.length === 0) throw new RangeError('poolOf: got no layers, needs at least one expert');
  return poolFrom(0, layers);
}

/** A pool of layers of which the first is expert `first`: its parameters and its key are named after its number. */
function poolFrom(first: number, layers: readonly Layer<tf.Tensor2D, tf.Tensor2D>[]): ExpertPool {
  const total = layers.reduce((sum, { operations }) => sum + operations, 0);
  return {
    parameters: Object.fromEntries(layers.map(({ parameters }, i) => [first + i, parameters])),
    operations: total / layers.length,
    experts: layers.length,
    part(start, count) {
      checkPart('poolOf', layers.length, start, count);
      return poolFrom(first + start, layers.slice(start, start + count));
    },
    apply: (parameters: { readonly [expert: number]: ParameterTree }, grouped, context) =>
      tf.tidy(() => {
        checkGroups(layers.length, grouped);
        const run: RunExpert = (i, rows) =>
          layers[i].apply(parameters[first + i], rows, childContext(context, first + i));
        if (grouped.rows.shape[0] === 0) return runOnNone(grouped.rows, run);
        const overExperts = tf.getBackend() === 'webgpu' ? maskRows : splitRows;
        return overExperts(grouped, checkedWidth(run));
      }),
  };
}

/** No rows, of the width that an expert gives them: one row tells it, because not every layer takes none. */
function runOnNone(rows: tf.Tensor2D, run: RunExpert): tf.Tensor2D {
  return tf.zeros([0, run(0, tf.zeros([1, rows.shape[1]])).shape[1]]);
}

/** Runs experts, and sees to it that all give rows of one width. */
function checkedWidth(run: RunExpert): RunExpert {
  let first: { readonly expert: number; readonly width: number } | undefined;
  return (expert, rows) => {
    const output = run(expert, rows);
    const width = output.shape[1];
    first ??= { expert, width };
    if (width === first.width) return output;
    throw new Error(
      `poolOf: layer ${expert} gives rows of width ${width}, layer ${first.expert} of width ${first.width}; ` +
        'give all layers the same output width, so that their outputs can be added',
    );
  };
}

function checkGroups(experts: number, { groups }: Grouped): void {
  if (groups === experts) return;
  throw new Error(`poolOf: got rows in ${groups} groups, needs one group for each of its ${experts} layers`);
}
