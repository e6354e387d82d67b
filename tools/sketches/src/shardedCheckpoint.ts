import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, leaves, namedTensors, type Parameter, type StateTree } from '@outrageous/core';
import type { Training } from '@outrageous/trainer';

/** Rows of a tensor that a file holds. */
export interface Piece {
  readonly file: string;
  readonly first: number;
  readonly count: number;
}

/** Where the tensors of a checkpoint are, whatever number of processes wrote it. */
export type Index = ReadonlyMap<string, { readonly shape: readonly number[]; readonly pieces: readonly Piece[] }>;

/** What a process writes: its experts, and what is the same everywhere if it is the first. */
export function piecesOf({ parameters, optimizer }: Training, { rank }: Communicator): readonly [Parameter, Piece][] {
  return [...leaves(parameters), ...leaves(optimizer.slots)]
    .filter(({ shard }) => shard !== undefined || rank === 0)
    .map((parameter) => [parameter, { file: `rank-${rank}`, ...rowsOfWhole(parameter) }]);
}

/** Which rows of the whole tensor this process holds: those of its experts, or all of one that it holds alone. */
function rowsOfWhole({ shape, perExpert, shard }: Parameter): Omit<Piece, 'file'> {
  return perExpert && shard ? { first: shard.first, count: shard.count } : { first: 0, count: shape[0] ?? 1 };
}

/** Opened on any number of processes: each reads the rows that are its own, wherever they lie. */
export async function restore({ parameters, optimizer }: Training, index: Index): Promise<void> {
  for (const parameter of [...leaves(parameters), ...leaves(optimizer.slots)]) {
    const { first, count } = rowsOfWhole(parameter);
    const overlapping = (index.get(parameter.name)?.pieces ?? []).filter(
      (piece) => piece.first < first + count && first < piece.first + piece.count,
    );
    const parts = await Promise.all(overlapping.map((piece) => readRows(parameter.name, piece, first, first + count)));
    parameter.assign(tf.tensor(joined(parts), [...parameter.shape]));
  }
}

/** The sequences of all processes, one after the other, as `streams` of any other number of processes take them. */
export function gatherState(state: StateTree, communicator: Communicator): ReadonlyMap<string, tf.Tensor> {
  const pending = namedTensors(state).map(([path, tensor]) => [path, communicator.allGather(tensor)] as const);
  return new Map(pending.map(([path, whole]) => [path, whole.wait()]));
}

/** The rows from `begin` to `end` of the whole tensor, as far as a piece has them. */
declare function readRows(name: string, piece: Piece, begin: number, end: number): Promise<Float32Array>;

declare function joined(parts: readonly Float32Array[]): Float32Array;
