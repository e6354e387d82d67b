import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';
import { crossEntropy, type Evaluation, type Window } from '@outrageous/trainer';
import { singleProcess } from '@outrageous/parallel';

/** How much of an evaluation is about words that the model doesn't know, and how it does without them. */
export interface KnownEvaluation {
  /** The share of predictions whose answer is `<unk>`. */
  readonly unknownShare: number;
  /** Mean cross-entropy of all others, in nats; absent where there are none. */
  readonly knownLoss?: number;
  /** exp(knownLoss) */
  readonly knownPerplexity?: number;
}

/** Adds up, in evaluation, the loss at words that the model doesn't know. */
export interface UnknownWatch {
  /** @param logits float32 [time · batch, vocabulary], of a window that is evaluated */
  see(logits: tf.Tensor2D, window: Window): void;
  /**
   * What an evaluation would have been without those words; forgets them.
   *
   *     (loss · tokens − Σ loss at <unk>) / (tokens − unknown)
   *
   * @param world the processes that share the batches, all of which ask
   */
  report(evaluation: Evaluation, world?: Communicator): Promise<KnownEvaluation>;
}

/** @param unknown the id of `<unk>` */
export function watchUnknown(unknown: number): UnknownWatch {
  let sum: tf.Scalar | undefined;
  let count = 0;
  return {
    see(logits, window) {
      const rows = rowsOf(window, unknown);
      if (rows.length === 0) return;
      const before = sum;
      sum = tf.tidy(() => tf.keep(tf.add<tf.Scalar>(before ?? tf.scalar(0), lossAt(logits, rows, unknown))));
      before?.dispose();
      count += rows.length;
    },
    async report(evaluation, world = singleProcess()) {
      const own = tf.tidy(() => tf.stack([sum ?? tf.scalar(0), tf.scalar(count)]));
      sum?.dispose();
      [sum, count] = [undefined, 0];
      const all = world.allReduce(own).wait();
      const [loss, words] = await all.data();
      tf.dispose([own, all]);
      return withoutUnknown(evaluation, { loss, words });
    },
  };
}

/** Where the answer is `<unk>`, padding left out. */
function rowsOf({ labels, weights }: Window, unknown: number): Int32Array {
  return Int32Array.from(labels.keys()).filter((row) => labels[row] === unknown && weights?.[row] !== 0);
}

/** The sum of their losses. */
function lossAt(logits: tf.Tensor2D, rows: Int32Array, unknown: number): tf.Scalar {
  const labels = tf.fill<tf.Rank.R1>([rows.length], unknown, 'int32');
  return tf.mul(crossEntropy(tf.gather(logits, tf.tensor1d(rows, 'int32')), labels), rows.length);
}

function withoutUnknown({ loss, tokens }: Evaluation, unknown: { loss: number; words: number }): KnownEvaluation {
  const unknownShare = tokens === 0 ? 0 : unknown.words / tokens;
  if (unknown.words >= tokens) return { unknownShare };
  const knownLoss = (loss * tokens - unknown.loss) / (tokens - unknown.words);
  return { unknownShare, knownLoss, knownPerplexity: Math.exp(knownLoss) };
}
