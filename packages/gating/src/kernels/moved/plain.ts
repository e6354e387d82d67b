import * as tf from '@tensorflow/tfjs-core';
import { flatIndex, gatherRows, segmentSum, takeAlong, topKIndices } from '@outrageous/core';
import { countBefore } from '../../parts/countBefore.js';
import { placeOf } from '../../parts/placeOf.js';
import type { MovedInputs } from './inputs.js';

/** By ops of TensorFlow.js, with nothing read: for GPUs. */
export function moveWithOps(inputs: MovedInputs): [tf.Tensor1D, tf.Tensor1D] {
  const { token, expert, some, keeps, ranked, group } = inputs;
  const [rows, experts] = ranked.shape;
  const homeless = tf.sub<tf.Tensor1D>(some, keeps);
  const ranking = topKIndices(ranked, experts);
  const given = assign(inputs, ranking, segmentSum(homeless, token, rows));
  // A row's first slot without room gets the first expert that the row was given, and so on.
  const number = tf.expandDims(countBefore(homeless, token, rows), 1);
  const upToRank = gatherRows(tf.cumsum<tf.Tensor2D>(given, 1), token);
  const rank = tf.sum<tf.Tensor1D>(tf.step(tf.sub(tf.add(number, 1), upToRank)), 1);
  const moves = tf.mul<tf.Tensor1D>(homeless, tf.step(tf.sub(experts, rank)));
  const at = tf.cast(tf.minimum<tf.Tensor1D>(rank, experts - 1), 'int32');
  const width = tf.scalar(experts, 'int32');
  const best = gatherRows(tf.reshape<tf.Rank.R1>(ranking, [-1]), flatIndex(token, at, experts));
  const to = tf.add(best, tf.mul(gatherRows(group, token), width));
  return [tf.add(expert, tf.mul(tf.cast(moves, 'int32'), tf.sub(to, expert))), moves];
}

/**
 * Rank by rank, rows that still lack experts ask for the expert of that rank; who comes first gets it.
 *
 * @param ranking int32 [rows, experts]: each row's experts, the best first
 * @param lacking float32 [rows]: how many experts each row lacks
 * @returns float32 [rows, experts]: 1 where the row is given its expert of that rank, else 0
 */
function assign(inputs: MovedInputs, ranking: tf.Tensor2D, lacking: tf.Tensor1D): tf.Tensor2D {
  const { expert, keeps, group, room } = inputs;
  const experts = ranking.shape[1];
  const ofGroup = tf.mul<tf.Tensor1D>(group, tf.scalar(experts, 'int32'));
  const free = tf.unstack(tf.sub(1, takeAlong(hasAlready(inputs, experts), ranking)), 1);
  let left = lacking;
  let rooms = tf.sub<tf.Tensor1D>(room, segmentSum(keeps, expert, room.size));
  const given = tf.unstack(ranking, 1).map((ranked, rank) => {
    const asked = tf.add<tf.Tensor1D>(ranked, ofGroup);
    const asks = tf.mul<tf.Tensor1D>(tf.step(left), free[rank]);
    const hasRoom = tf.step(tf.sub(gatherRows(rooms, asked), countBefore(asks, asked, room.size)));
    const gets = tf.mul<tf.Tensor1D>(asks, hasRoom);
    left = tf.sub(left, gets);
    rooms = tf.sub(rooms, segmentSum(gets, asked, room.size));
    return gets;
  });
  return tf.reshape(tf.stack(given, 1), ranking.shape);
}

/** float32 [rows, experts]: 1 for experts that a row has a slot for, also where that slot is none. */
function hasAlready({ token, expert, group }: MovedInputs, experts: number): tf.Tensor2D {
  const rows = group.size;
  const place = placeOf(token, expert, experts, group);
  return tf.reshape(tf.step(segmentSum(tf.ones<tf.Rank.R1>([place.size]), place, rows * experts)), [rows, experts]);
}
