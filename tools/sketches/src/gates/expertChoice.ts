import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
  withoutLoss,
} from '@outrageous/core';

/** What {@link expertChoice} is made from. */
export interface ExpertChoiceOptions {
  readonly width: number;
  readonly experts: number;
  /** How many experts a row gets on average; one row may get none, another all. */
  readonly perToken: number;
}

/** How many rows each expert takes: known from shapes alone. */
export function roomFor(rows: number, { experts, perToken }: ExpertChoiceOptions): number {
  return Math.min(rows, Math.ceil((rows * perToken) / experts));
}

/** Every expert chooses the rows with the largest probabilities for it, always equally many. */
export function expertChoice(options: ExpertChoiceOptions): Gate {
  const { width, experts, perToken } = options;
  const parameters = { logits: parameterSpec([width, experts], uniformFanIn()) };
  return {
    parameters,
    operations: width * experts,
    groups: 1,
    experts,
    expertsPerToken: perToken,
    apply: ({ logits: matrix }: ParametersOf<typeof parameters>, { rows }) =>
      tidyTree(() => {
        const logits: tf.Tensor2D = tf.matMul(rows, matrix.read());
        const byExpert: tf.Tensor2D = tf.transpose(tf.softmax(logits));
        const room = roomFor(rows.shape[0], options);
        const chosen = topKIndices(byExpert, room);
        const weight = tf.reshape<tf.Rank.R1>(takeAlong(byExpert, chosen), [-1]);
        const token = tf.reshape<tf.Rank.R1>(chosen, [-1]);
        const expert = eachTimes(experts, room);
        const sums = { importance: segmentSum(weight, expert, experts), load: tf.fill<tf.Rank.R1>([experts], room) };
        return { token, expert, weight, experts, logits, sums, measure: withoutLoss };
      }),
  };
}

/** int32 [count · times]: 0 so many times, then 1 so many times, … */
export function eachTimes(count: number, times: number): tf.Tensor1D {
  return tf.floorDiv(tf.range(0, count * times, 1, 'int32'), tf.scalar(times, 'int32'));
}
