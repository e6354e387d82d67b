import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, isSome, type Routing, type Scoring, segmentSum, softmax } from '@outrageous/core';
import { placeOf } from '../../parts/placeOf.js';
import { moved } from '../../kernels/moved/moved.js';
import { keptWithinCapacity } from './kept.js';
import type { Overflow } from './overflow.js';

/** What finds no room goes to the row's next best expert that has some, weighed as the gate would weigh it. */
export const next: Overflow = (routing, input, bound) => {
  const { token, expert, weight, scoring = {} } = routing;
  const logits = logitsOf(routing);
  const { ranked = logits, normalized } = scoring;
  const { group, groups } = input;
  const some = isSome(weight);
  const keeps = keptWithinCapacity(routing, input, bound);
  const { expert: to, moves } = moved({ token, expert, some, keeps, ranked, group, room: bound.room }, groups);
  const place = placeOf(token, to, logits.shape[1], group);
  const has = tf.reshape(segmentSum(some, place, logits.size), logits.shape);
  const weights = weightsOf(logits, scoring, tf.cast(has, 'bool'));
  const changes = normalized ? gatherRows(segmentSum(moves, token, group.size), token) : moves;
  const changed = gatherRows(tf.reshape<tf.Rank.R1>(weights, [-1]), place);
  const all = tf.where(tf.cast(changes, 'bool'), changed, weight);
  return { token, expert: to, weight: tf.where(tf.cast(tf.add(keeps, moves), 'bool'), all, tf.zerosLike(all)) };
};

/** [rows, experts]: what the gate weighs each expert with, of rows that have those of the mask. */
function weightsOf(logits: tf.Tensor2D, { logWeights, normalized }: Scoring, has: tf.Tensor): tf.Tensor2D {
  return logWeights && !normalized ? tf.exp(logWeights) : softmax(logWeights ?? logits, normalized ? has : undefined);
}

/** @throws Error where a gate compares no scores */
function logitsOf({ logits }: Routing): tf.Tensor2D {
  if (logits) return logits;
  throw new Error(
    "withCapacity: overflow: 'next' got a gate without logits, needs one that compares scores, so that there is a next " +
      "best expert; use overflow: 'drop', or wrap the parts of a hierarchy",
  );
}
