import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, isSome, type Routing } from '@outrageous/core';
import { kept } from './drop.js';
import { placeOf } from '../../parts/placeOf.js';
import { moved } from '../../kernels/moved/moved.js';
import type { Overflow } from './overflow.js';

/** What finds no room goes to the row's next best expert that has some. */
export const next: Overflow = (routing, { group, groups }, room) => {
  const { token, expert, weight } = routing;
  const logits = logitsOf(routing);
  const some = isSome(weight);
  const keeps = kept({ some, expert, room });
  const { expert: to, moves } = moved({ token, expert, some, keeps, logits, group, room }, groups);
  const ofExpert = (i: tf.Tensor1D) =>
    gatherRows(tf.reshape<tf.Rank.R1>(logits, [-1]), placeOf(token, i, logits.shape[1], group));
  const ratio = tf.exp(tf.minimum(tf.sub(ofExpert(to), ofExpert(expert)), 0));
  return { token, expert: to, weight: tf.mul(tf.mul(weight, ratio), tf.add(keeps, moves)) };
};

function logitsOf({ logits }: Routing): tf.Tensor2D {
  if (logits) return logits;
  throw new Error(
    "withCapacity: overflow: 'next' got a gate without logits, needs one that compares scores, so that there is a next " +
      "best expert; use overflow: 'drop', or wrap the parts of a hierarchy",
  );
}
