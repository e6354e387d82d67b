import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  gatherRows,
  type Measured,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
  zeros,
} from '@outrageous/core';
import { eachTimes } from './expertChoice.js';
import { positive } from './positive.js';

/** What {@link strictlyBalanced} is made from. */
export interface StrictlyBalancedOptions {
  readonly width: number;
  readonly experts: number;
  /** Experts per row: m = k · rows / experts rows for each expert. */
  readonly k: number;
  /** The most experts that a row may have outside training, where thresholds choose; 2 · k where it isn't said. */
  readonly most?: number;
}

/** The slots of a batch, and the loss of the thresholds on it. */
interface Chosen {
  readonly token: tf.Tensor1D;
  readonly expert: tf.Tensor1D;
  /** Before it is renormalised; 0 where a slot is none. */
  readonly raw: tf.Tensor1D;
  readonly batchwise: tf.Scalar;
}

type Sums = { readonly importance: tf.Tensor1D; readonly load: tf.Tensor1D; readonly batchwise: tf.Scalar };

/**
 * Strictly balanced gating: in training, each expert keeps its top m rows of the batch. Outside, a threshold for each
 * expert takes the batch's place, so that a row can come alone; the thresholds are parameters, trained by a loss.
 *
 *     L_batchwise = Σ_j Σ_i (M_threshold(x_j, T)_i − M_batchwise(X, m)_ji) · (X_ji − T_i)
 *
 * Appendix F.
 */
export function strictlyBalanced({ width, experts, k, most = 2 * k }: StrictlyBalancedOptions): Gate {
  const parameters = {
    logits: parameterSpec([width, experts], uniformFanIn()),
    thresholds: parameterSpec([experts], zeros),
  };
  return {
    parameters,
    operations: width * experts,
    groups: 1,
    experts,
    expertsPerToken: k,
    apply: ({ logits: matrix, thresholds }: ParametersOf<typeof parameters>, { rows }, { training }) =>
      tidyTree(() => {
        const logits: tf.Tensor2D = tf.matMul(rows, matrix.read());
        const probabilities: tf.Tensor2D = tf.softmax(logits);
        const room = Math.max(1, Math.round((k * rows.shape[0]) / experts));
        const { token, expert, raw, batchwise } = training
          ? byBatch(probabilities, thresholds.read(), Math.min(room, rows.shape[0]))
          : byThreshold(probabilities, thresholds.read(), Math.min(most, experts));
        const weight = renormalised(raw, token, rows.shape[0]);
        const importance = segmentSum(weight, expert, experts);
        const load = segmentSum(positive(raw), expert, experts);
        return { token, expert, weight, experts, logits, sums: { importance, load, batchwise }, measure };
      }),
  };
}

function measure({ importance, load, batchwise }: Sums): Measured {
  return { loss: batchwise, metrics: { importance, load } };
}

function byBatch(probabilities: tf.Tensor2D, thresholds: tf.Tensor1D, room: number): Chosen {
  const [rows, experts] = probabilities.shape;
  const byExpert: tf.Tensor2D = tf.transpose(probabilities);
  const chosen = topKIndices(byExpert, room);
  const [token, expert] = [tf.reshape<tf.Rank.R1>(chosen, [-1]), eachTimes(experts, room)];
  const place = tf.add<tf.Tensor1D>(tf.mul(token, tf.scalar(experts, 'int32')), expert);
  const inBatch = tf.reshape(segmentSum(tf.ones<tf.Rank.R1>(place.shape), place, rows * experts), [rows, experts]);
  const over = tf.sub<tf.Tensor2D>(probabilities, thresholds);
  const batchwise: tf.Scalar = tf.sum(tf.mul(tf.sub(positive(over), inBatch), over));
  return { token, expert, raw: tf.reshape(takeAlong(byExpert, chosen), [-1]), batchwise };
}

/** The experts whose thresholds a row exceeds most come first; slots of those that it doesn't exceed are none. */
function byThreshold(probabilities: tf.Tensor2D, thresholds: tf.Tensor1D, most: number): Chosen {
  const over = tf.sub<tf.Tensor2D>(probabilities, thresholds);
  const chosen = topKIndices(over, most);
  const raw = tf.mul(takeAlong(probabilities, chosen), positive(takeAlong(over, chosen)));
  return {
    token: eachTimes(probabilities.shape[0], most),
    expert: tf.reshape(chosen, [-1]),
    raw: tf.reshape(raw, [-1]),
    batchwise: tf.scalar(0),
  };
}

/** Weights of a row sum to 1; those of a row that no expert takes are 0. */
function renormalised(raw: tf.Tensor1D, token: tf.Tensor1D, rows: number): tf.Tensor1D {
  const total = gatherRows(segmentSum(raw, token, rows), token);
  return tf.div(raw, tf.add(total, tf.sub(1, positive(total))));
}
