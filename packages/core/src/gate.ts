import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';

/**
 * Rows that are sorted by the group that they belong to.
 *
 * What a pool receives (a group is an expert) and what a gate receives (a group
 * is a branch of a hierarchy; a flat gate sees one group). Sizes per group are
 * on the device only; nothing has to be read back.
 */
export interface Grouped {
  /** float32 [slots, d]; the rows of group g are `offsets[g]` to `offsets[g + 1] - 1`. */
  readonly rows: Tensor2D;
  /** int32 [slots], ascending: the group of each row. */
  readonly group: Tensor1D;
  /** int32 [groups + 1], from 0 to slots. */
  readonly offsets: Tensor1D;
  readonly groups: number;
}

/** What a gate measured; all of it differentiable, summed over the whole batch. */
export interface RoutingMetrics {
  /** float32 [experts]: Σ over rows of the gate's weights (section 4). */
  readonly importance: Tensor1D;
  /** float32 [experts]: the expected number of rows per expert, smooth in the gate's weights (appendix A). */
  readonly load: Tensor1D;
}

/**
 * Who goes to which expert: a sparse matrix rows × experts as triples.
 *
 * Its length is static (`slots` is known from shapes alone), which is what lets
 * every device run without reading anything back. Every kind of gate fits:
 * top-k (slots = rows · k), expert choice, strictly balanced, hash, dense.
 */
export interface Routing {
  /** int32 [slots]: the row of the gate's input. */
  readonly token: Tensor1D;
  /** int32 [slots], in [0, experts): the expert. */
  readonly expert: Tensor1D;
  /** float32 [slots]: the weight of the expert's output; gradients flow through it. */
  readonly weight: Tensor1D;
  /** What the gate wants added to the training loss (0 where it wants nothing). */
  readonly loss: Scalar;
  readonly metrics: RoutingMetrics;
}

/**
 * Decides for each row which experts see it, and with which weight.
 *
 * A gate works on *grouped* rows: with `groups` = 1 it is an ordinary gate; with
 * more, it is a bank of gates, one per group, each choosing among its own
 * `experts / groups` experts: what the hierarchical mixture needs (appendix B).
 * In group g, expert j has the index `g · (experts / groups) + j`.
 */
export interface Gate extends Layer<Grouped, Routing> {
  /** Groups of rows that the gate expects: 1 for a flat gate. */
  readonly groups: number;
  /** Experts in all groups together. */
  readonly experts: number;
  /** Experts per row, on average where it varies: what the cost of a mixture is multiplied with. */
  readonly expertsPerToken: number;
}
