import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  gatherRows,
  groupBy,
  type Measured,
  type Routing,
  segmentSum,
  tidyTree,
  type TensorTree,
} from '@outrageous/core';
import { positive } from './positive.js';

/** What becomes of slots beyond an expert's room: gives the slots again, those that are none with the weight 0. */
export type Overflow = (routing: Routing, room: number) => Pick<Routing, 'token' | 'expert' | 'weight'>;

type Sums = {
  readonly inside: TensorTree;
  readonly importance: tf.Tensor1D;
  readonly slots: tf.Scalar;
  readonly dropped: tf.Scalar;
};

/**
 * Any gate, with a bound on the slots of each expert: factor · slots / experts. The share that found no room is
 * measured as `dropped`.
 */
export function withCapacity(gate: Gate, factor: number, overflow: Overflow = drop): Gate {
  return {
    ...gate,
    apply: (parameters, input, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters, input, context);
        const room = Math.ceil((factor * routing.token.size) / gate.experts);
        const slots = overflow(routing, room);
        const sums = {
          inside: routing.sums,
          importance: segmentSum(slots.weight, slots.expert, gate.experts),
          slots: tf.scalar(slots.weight.size),
          dropped: tf.sum<tf.Scalar>(tf.sub(1, positive(slots.weight))),
        };
        return { ...routing, ...slots, sums, measure: withDropped(routing.measure) };
      }),
  };
}

function withDropped(measureInside: Routing['measure']) {
  return ({ inside, importance, slots, dropped }: Sums): Measured => {
    const { loss, metrics } = measureInside(inside);
    return { loss, metrics: { ...metrics, importance, dropped: tf.div(dropped, slots) } };
  };
}

/** First come, first served: the order is that of the slots. */
export const drop: Overflow = ({ token, expert, weight, experts }, room) => {
  const { order, offsets } = groupBy(expert, experts);
  const place = tf.sub(tf.range(0, order.size, 1, 'int32'), gatherRows(offsets, gatherRows(expert, order)));
  const fits = positive(tf.sub<tf.Tensor1D>(room, tf.cast(place, 'float32')));
  return { token, expert, weight: tf.mul(weight, segmentSum(fits, order, order.size)) };
};

/** A row's next best expert that has room takes an expert's place that has none; needs the scores. */
export const nextBest =
  (k: number): Overflow =>
  ({ logits, ...routing }, room) =>
    logits ? assignWithRoom(logits, k, room) : drop(routing, room);

declare function assignWithRoom(
  logits: tf.Tensor2D,
  k: number,
  room: number,
): Pick<Routing, 'token' | 'expert' | 'weight'>;
