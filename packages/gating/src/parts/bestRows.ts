import * as tf from '@tensorflow/tfjs-core';
import { defineOp, flatIndex, type Grouped, segmentSum, topKIndices } from '@outrageous/core';
import { roomFor, roomOfExperts } from './room.js';

/** The most rows that all experts of all groups take together, however the rows are spread over the groups. */
export function slotsOfBestRows(
  [rows, experts]: readonly [rows: number, experts: number],
  expertsPerToken: number,
  groups: number,
): number {
  const roundedUp = Math.min(groups, rows || 1) - 1;
  return experts * Math.min(rows, roomFor(rows, { experts, expertsPerToken }) + roundedUp);
}

/** The scores, and the groups of their rows. */
type Inputs = { readonly scores: tf.Tensor2D; readonly group: tf.Tensor1D; readonly offsets: tf.Tensor1D };

/** An op, so that nothing of the choice is on the tape. */
const bestRowsOp = defineOp<Inputs, { groups: number; expertsPerToken: number }, [tf.Tensor2D]>({
  name: 'OutrageousBestRows',
  inputs: ['scores', 'group', 'offsets'],
  reference: ({ scores, ...rest }, { groups, expertsPerToken }) => [
    choose({ ...rest, rows: scores, groups }, expertsPerToken),
  ],
  gradient: () => ({}),
});

/**
 * Each expert takes the rows of its group that have the largest scores for it; ties go to the first row.
 *
 * @param scores float32 [rows, experts], each 0 or more
 * @param expertsPerToken how many experts a row gets on average
 * @returns float32 [rows, experts]: 1 where the expert takes the row, else 0; without a gradient
 */
export function bestRows(
  scores: tf.Tensor2D,
  { group, offsets, groups }: Grouped,
  expertsPerToken: number,
): tf.Tensor2D {
  return bestRowsOp({ scores, group, offsets }, { groups, expertsPerToken })[0];
}

/** @param scored whose rows are the scores */
function choose(scored: Grouped, expertsPerToken: number): tf.Tensor2D {
  const [rows, experts] = scored.rows.shape;
  if (rows === 0) return tf.zeros(scored.rows.shape);
  const share = { experts, expertsPerToken };
  const chosen = topKIndices(inRowsOfExperts(scored), roomFor(rows, share));
  const expert = tf.tile<tf.Tensor1D>(tf.range(0, experts, 1, 'int32'), [scored.groups]);
  const place = flatIndex(chosen, tf.tile(tf.expandDims<tf.Tensor2D>(expert, 1), [1, chosen.shape[1]]), experts);
  const room = tf.expandDims(roomOfExperts(scored, rows, share), 1);
  const taken = tf.step(tf.sub(room, tf.range(0, chosen.shape[1])));
  const [values, at] = [taken, place].map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1]));
  return tf.reshape(segmentSum(values, at, rows * experts), [rows, experts]);
}

/** float32 [groups · experts, rows]: −1 for rows of other groups, which come after NaN in the group's own. */
function inRowsOfExperts({ rows: scores, group, groups }: Grouped): tf.Tensor2D {
  if (groups === 1) return tf.transpose(scores);
  const byExpert = tf.transpose(tf.where(tf.isNaN(scores), tf.fill(scores.shape, -0.5), scores));
  const ofGroup = tf.equal(tf.expandDims(tf.range(0, groups, 1, 'int32'), 1), tf.expandDims(group, 0));
  const inside = tf.expandDims(tf.cast(ofGroup, 'float32'), 1);
  const scored = tf.add(tf.mul(inside, tf.expandDims(byExpert, 0)), tf.sub(inside, 1));
  return tf.reshape(scored, [-1, group.size]);
}
