import * as tf from '@tensorflow/tfjs-core';
import { topKIndices } from '@outrageous/core';
import type { MovedInputs } from './inputs.js';

/** Rank by rank, row after row: for backends whose tensors can be read at once. */
export function moveOnHost(inputs: MovedInputs): [expert: tf.Tensor1D, moves: tf.Tensor1D] {
  const [rows, experts] = inputs.ranked.shape;
  const ranking = topKIndices(inputs.ranked, experts).dataSync<'int32'>();
  const group = inputs.group.dataSync<'int32'>();
  const { expert, rooms, homeless, has } = situationOf(inputs, rows);
  const moves = new Float32Array(expert.length);
  for (let rank = 0; rank < experts; rank++) {
    for (let row = 0; row < rows; row++) {
      const best = group[row] * experts + ranking[row * experts + rank];
      if (homeless[row].length === 0 || has[row].includes(best) || !(rooms[best] > 0)) continue;
      const [slot] = homeless[row].splice(0, 1);
      rooms[best]--;
      expert[slot] = best;
      moves[slot] = 1;
    }
  }
  return [tf.tensor1d(expert, 'int32'), tf.tensor1d(moves)];
}

/** Who is where, before anything moves. */
interface Situation {
  /** Of each slot. */
  readonly expert: Int32Array;
  /** What is left of each expert's room. */
  readonly rooms: Float32Array;
  /** Of each row: its slots that found no room. */
  readonly homeless: readonly number[][];
  /** Of each row: the experts that it has slots for, also where they are none. */
  readonly has: readonly number[][];
}

function situationOf({ token, some, keeps, ...inputs }: MovedInputs, rows: number): Situation {
  const expert = Int32Array.from(inputs.expert.dataSync<'int32'>());
  const rooms = Float32Array.from(inputs.room.dataSync<'float32'>());
  const [isSome, isKept] = [some.dataSync<'float32'>(), keeps.dataSync<'float32'>()];
  const [homeless, has] = [1, 2].map(() => Array.from({ length: rows }, (): number[] => []));
  token.dataSync<'int32'>().forEach((row, slot) => {
    has[row].push(expert[slot]);
    if (isKept[slot] > 0) rooms[expert[slot]]--;
    else if (isSome[slot] > 0) homeless[row].push(slot);
  });
  return { expert, rooms, homeless, has };
}
