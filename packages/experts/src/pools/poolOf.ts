import * as tf from '@tensorflow/tfjs-core';
import { childContext, type ExpertPool, type Grouped, type Layer, type ParameterTree } from '@outrageous/core';
import { checkOptions, checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { widthKinds } from '../widthKinds.js';
import { checkPart } from './checkPart.js';
import { maskRows } from './maskRows.js';
import type { RunExpert } from './runExpert.js';
import { splitRows } from './splitRows.js';

/** The widths of the layers of a {@link poolOf}. */
export interface PoolOfOptions {
  /** The width dOut of the rows that each layer gives. */
  readonly width: number;
  /** The width d of the rows that it takes; `width` where it isn't said. */
  readonly inputWidth?: number;
}

type RowLayer = Layer<tf.Tensor2D, tf.Tensor2D>;

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
 * @param options the widths of the rows, which a layer doesn't tell
 * @throws RangeError or TypeError from the factory when there is no layer, or a width is none
 * @throws Error from `apply` when the rows come in another number of groups or another width, or a layer gives another
 * @example
 * ```ts
 * const small = feedForwardNetwork({ width: 64, hidden: 64 });
 * const large = feedForwardNetwork({ width: 64, hidden: [256, 256], activation: 'gelu' });
 * const pool = poolOf([small, small, large], { width: 64 });
 * ```
 *
 * Section 1: experts may be any networks; section 2: "same-sized inputs and same-sized outputs".
 */
export function poolOf(layers: readonly RowLayer[], options: PoolOfOptions): ExpertPool {
  checkValue('poolOf: the layers', layers, is.listOf(is.layer));
  const { width, inputWidth = width } = checkOptions('poolOf', options, widthKinds);
  return poolFrom(0, layers, { inputWidth, width });
}

/** A pool of layers of which the first is expert `first`: its parameters and its key are named after its number. */
function poolFrom(first: number, layers: readonly RowLayer[], widths: Required<PoolOfOptions>): ExpertPool {
  const total = layers.reduce((sum, { operations }) => sum + operations, 0);
  return {
    parameters: Object.fromEntries(layers.map(({ parameters }, i) => [first + i, parameters])),
    operations: total / layers.length,
    experts: layers.length,
    ...widths,
    part(start, count) {
      checkPart('poolOf', layers.length, start, count);
      return poolFrom(first + start, layers.slice(start, start + count), widths);
    },
    apply: (parameters: { readonly [expert: number]: ParameterTree }, grouped, context) =>
      tf.tidy(() => {
        checkRows(grouped, layers.length, widths.inputWidth);
        if (grouped.rows.shape[0] === 0) return tf.zeros([0, widths.width]);
        const run: RunExpert = (i, rows) => {
          const output = layers[i].apply(parameters[first + i], rows, childContext(context, first + i));
          checkOutput(first + i, output, widths.width);
          return output;
        };
        const overExperts = tf.getBackend() === 'webgpu' ? maskRows : splitRows;
        return overExperts(grouped, run);
      }),
  };
}

function checkRows({ rows, groups }: Grouped, experts: number, width: number): void {
  if (groups === experts && rows.shape[1] === width) return;
  throw new Error(
    `poolOf: got rows [${rows.shape}] in ${groups} groups, needs rows of width ${width}, and one group for each of its ` +
      `${experts} layers`,
  );
}

function checkOutput(layer: number, { shape }: tf.Tensor2D, width: number): void {
  if (shape[1] === width) return;
  throw new Error(
    `poolOf: layer ${layer} gives rows of width ${shape[1]}, needs ${width}; give all layers that output width, so that ` +
      'their outputs can be added, or say another as width',
  );
}
