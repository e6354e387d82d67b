import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Context,
  type Gate,
  gatherRows,
  groupBy,
  type Grouped,
  type Measured,
  type ParameterTree,
  type Routing,
  segmentSum,
  type TensorTree,
  tidyTree,
} from '@outrageous/core';
import { checkIsGate } from '../parts/checks.js';
import { groupSizes } from '../parts/groupSizes.js';

/**
 * A gate of gates: the primary sends each row to branches, and the secondary sends it on to experts in them.
 *
 *     G(x)_{i,j}      = G_primary(x)_i · G_i(x)_j
 *     Importance_{i,j} = Σ_x G(x)_{i,j}
 *     Load_{i,j}       = Load_primary(X)_i · Load_i(X^(i))_j / |X^(i)|
 *
 * with X^(i) the rows that the primary sent to branch i; a branch without rows
 * has load 0. Both parts may be gates of any kind, also hierarchies or banks of
 * gates themselves. Expert j of branch i has the index i · b + j, with b experts
 * in each branch. The parts' own losses are added; wrap the whole in
 * {@link balanced} for one CV² over all experts.
 *
 * Where the context says that branches lie elsewhere (`placed`), each gate of the secondary runs beside its experts.
 *
 * @param primary chooses among branches; its experts are the branches
 * @param secondary one gate per branch: its `groups` must be the primary's `experts`
 * @throws Error when there isn't one secondary gate for each branch, or both read rows of different widths
 * @example
 * ```ts
 * const gate = hierarchical(
 *   noisyTopK({ width: 512, experts: 16, k: 2 }),
 *   noisyTopK({ width: 512, experts: 64, k: 2, groups: 16 }),
 * );
 * ```
 *
 * Appendix B, equations 12 to 14.
 */
export function hierarchical(primary: Gate, secondary: Gate): Gate {
  checkBranches(primary, secondary);
  return {
    parameters: { primary: primary.parameters, secondary: secondary.parameters },
    operations: primary.operations + primary.expertsPerToken * secondary.operations,
    groups: primary.groups,
    experts: secondary.experts,
    expertsPerToken: primary.expertsPerToken * secondary.expertsPerToken,
    inputWidth: primary.inputWidth ?? secondary.inputWidth,
    primary,
    apply: (parameters: Record<'primary' | 'secondary', ParameterTree>, input, context) =>
      tidyTree(() => {
        const here = { ...context, placed: undefined };
        const first = primary.apply(parameters.primary, input, childContext(here, 'primary'));
        const { slot, branches, ids } = sendToBranches(first, input, context);
        const inBranches = { ...childContext(here, 'secondary'), ids };
        const bank = context.placed?.(secondary) ?? secondary;
        const second = bank.apply(parameters.secondary, branches, inBranches);
        const from = gatherRows(slot, second.token);
        const weight = tf.mul<tf.Tensor1D>(gatherRows(first.weight, from), second.weight);
        return {
          token: gatherRows(first.token, from),
          expert: second.expert,
          weight,
          experts: secondary.experts,
          sums: {
            primary: first.sums,
            secondary: second.sums,
            importance: segmentSum(weight, second.expert, secondary.experts),
            sizes: tf.cast(groupSizes(branches), 'float32'),
          },
          measure: measureBoth(first.measure, second.measure),
        };
      }),
  };
}

/** What a hierarchy sums over its rows. */
type Sums = {
  readonly primary: TensorTree;
  readonly secondary: TensorTree;
  readonly importance: tf.Tensor1D;
  /** float32 [branches]: |X^(i)| */
  readonly sizes: tf.Tensor1D;
};

/** The load is no sum over rows, but a product of sums: only the whole batch's makes it. */
function measureBoth(measurePrimary: Routing['measure'], measureSecondary: Routing['measure']) {
  return ({ primary, secondary, importance, sizes }: Sums): Measured => {
    const [first, second] = [measurePrimary(primary), measureSecondary(secondary)];
    const load = combinedLoad(first.metrics.load, second.metrics.load, sizes);
    return { loss: tf.add(first.loss, second.loss), metrics: { importance, load } };
  };
}

/** The primary's slots sorted by branch (`slot` says which each was), and the rows and ids that they stand for. */
function sendToBranches(
  { token, expert, experts: groups }: Routing,
  { rows }: Grouped,
  { ids }: Context,
): { slot: tf.Tensor1D; branches: Grouped; ids?: tf.Tensor1D } {
  const { order: slot, offsets } = groupBy(expert, groups);
  const from = gatherRows(token, slot);
  const branches = { rows: gatherRows(rows, from), group: gatherRows(expert, slot), offsets, groups };
  return { slot, branches, ids: ids && gatherRows(ids, from) };
}

/** Load_primary(X)_i · Load_i(X^(i))_j / |X^(i)|; a branch without rows has Load_i = 0, so its divisor is free. */
function combinedLoad(first: tf.Tensor1D, second: tf.Tensor1D, sizes: tf.Tensor1D): tf.Tensor1D {
  const perRow = tf.div(first, tf.maximum(sizes, 1));
  const perBranch = tf.reshape(second, [sizes.size, -1]);
  return tf.reshape(tf.mul(tf.expandDims(perRow, 1), perBranch), [-1]);
}

function checkBranches(primary: Gate, secondary: Gate): void {
  checkIsGate('hierarchical: the primary', primary);
  checkIsGate('hierarchical: the secondary', secondary);
  if (secondary.groups !== primary.experts) {
    throw new Error(
      `hierarchical: the primary gate has ${primary.experts} branches, but the secondary is a bank of ` +
        `${secondary.groups} gates; it needs one per branch: make it with groups: ${primary.experts}`,
    );
  }
  const [first, second] = [primary.inputWidth, secondary.inputWidth];
  if (first && second && first !== second) {
    throw new Error(
      `hierarchical: the primary gate reads rows of width ${first}, the secondary of width ${second}, and both read the ` +
        'same rows; make both with the width of those',
    );
  }
}
