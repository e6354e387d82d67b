import * as tf from '@tensorflow/tfjs-core';
import { refuse } from './contracts/form.js';
import { faultInMeasured, faultInRouting } from './contracts/given.js';
import type { TensorTree } from './tensorTree.js';

/** What a gate did with a whole batch; all of it differentiable. */
export interface RoutingMetrics {
  /** float32 [experts]: Σ over rows of the gate's weights (section 4). */
  readonly importance: tf.Tensor1D;
  /** float32 [experts]: the expected number of rows per expert, smooth in the gate's weights (appendix A). */
  readonly load: tf.Tensor1D;
  /** Whatever else was measured, such as the share of slots that found no room. */
  readonly [name: string]: tf.Tensor;
}

/** What the sums over a batch come to. */
export interface Measured {
  /** What the gate wants added to the training loss (0 where it wants nothing). */
  readonly loss: tf.Scalar;
  readonly metrics: RoutingMetrics;
}

/**
 * How a gate makes choices and weights of its logits: what it takes to choose again, as a bound on experts does, or to
 * make a loss of its probabilities. What it leaves out is as in {@link Routing.scoring}'s absence.
 */
export interface Scoring {
  /** float32 [rows, experts of the row's group]: what was compared, the largest first; the logits where it isn't said. */
  readonly ranked?: tf.Tensor2D;
  /**
   * The same shape: the logarithm of the weight that each expert has when it is chosen, up to a constant for each row where
   * weights are `normalized`; log softmax(logits) where it isn't said. Their softmax are the gate's probabilities.
   */
  readonly logWeights?: tf.Tensor2D;
  /** Whether the weights of a row are divided by their sum, so that they depend on its other experts; false where it isn't said. */
  readonly normalized?: boolean;
}

/**
 * Who goes to which expert: a sparse matrix rows × experts as triples.
 *
 * Its length is static (`slots` is known from shapes alone), which is what lets
 * every device run without reading anything back. Every kind of gate fits:
 * top-k (slots = rows · k), expert choice, strictly balanced, hash, dense. A slot
 * that turns out to be none has the weight 0: it is computed, and adds nothing.
 *
 * A batch may come in parts: time steps, or the batches of several processes. So a
 * gate gives what it measures as `sums`, which are added over the parts, before
 * `measure` makes losses and metrics of them. {@link measureRouting} is for a batch that
 * comes whole.
 */
export interface Routing {
  /** int32 [slots]: the row of the gate's input. */
  readonly token: tf.Tensor1D;
  /** int32 [slots], in [0, experts): the expert. */
  readonly expert: tf.Tensor1D;
  /** float32 [slots]: the weight of the expert's output; gradients flow through it. */
  readonly weight: tf.Tensor1D;
  /** How many experts there are to choose among. */
  readonly experts: number;
  /** float32 [rows, experts of the row's group]: what choices and weights were made of; absent where nothing was compared. */
  readonly logits?: tf.Tensor2D;
  /** How; where it is absent, the largest logits were chosen, and weights are their softmax over all experts. */
  readonly scoring?: Scoring;
  /** Sums over the rows, differentiable: all that `measure` needs. */
  readonly sums: TensorTree;
  /**
   * What the sums over a whole batch come to. Nothing but the sums goes in, so that the gradients of
   * the parts add up to that of the whole; a gate's routings differ in their sums, not in this.
   */
  measure(sums: TensorTree): Measured;
}

/**
 * What a routing of a whole batch comes to.
 *
 * @throws TypeError when it isn't a routing, or when what it measures isn't a loss and metrics for each expert
 * @example
 * ```ts
 * const losses = routings.map((routing) => measureRouting(routing).loss);
 * ```
 */
export function measureRouting(routing: Routing): Measured {
  refuse('measureRouting got no routing', faultInRouting(routing));
  const measured = routing.measure(routing.sums);
  refuse('measureRouting: measure gave no loss and metrics', faultInMeasured(measured, routing.experts));
  return measured;
}

/**
 * The `measure` of a gate whose sums are its metrics, and that wants nothing added to the loss.
 *
 * @example
 * ```ts
 * return { token, expert, weight, experts, sums: { importance, load }, measure: withoutLoss };
 * ```
 */
export function withoutLoss(metrics: RoutingMetrics): Measured {
  return { loss: tf.scalar(0), metrics };
}
