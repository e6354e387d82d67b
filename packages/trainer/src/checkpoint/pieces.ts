import type { Shard } from '@outrageous/core';
import type { ByteSource } from './byteSource.js';
import { byteLength, type TensorEntry } from './safetensors.js';

/** Rows of a tensor, where they lie. */
export interface Piece {
  readonly source: ByteSource;
  /** Where their first byte is. */
  readonly begin: number;
  readonly first: number;
  readonly count: number;
}

/** Which rows are read of a tensor, and what one of them is. */
export interface RowsWanted extends Pick<Shard, 'first' | 'count'> {
  readonly dtype: TensorEntry['dtype'];
  /** The shape of one row. */
  readonly row: readonly number[];
}

/**
 * The pieces in the order of their rows, each but once.
 *
 * @returns undefined where some of the `of` rows are in no piece
 */
export function inOrder(pieces: readonly Piece[], of: number): readonly Piece[] | undefined {
  const sorted = [...pieces].sort((one, other) => one.first - other.first);
  const kept: Piece[] = [];
  let covered = 0;
  for (const piece of sorted) {
    if (piece.first > covered) return undefined;
    const end = piece.first + piece.count;
    if (end > covered) kept.push(piece);
    covered = Math.max(covered, end);
  }
  return covered < of ? undefined : kept;
}

/** Reads rows, wherever they lie. */
export async function readRows(pieces: readonly Piece[], wanted: RowsWanted): Promise<ArrayBuffer> {
  const width = byteLength({ dtype: wanted.dtype, shape: wanted.row });
  const end = wanted.first + wanted.count;
  const touched = pieces.filter(({ first, count }) => first < end && wanted.first < first + count);
  const parts = touched.map(({ source, begin, first, count }) => {
    const [from, to] = [Math.max(first, wanted.first), Math.min(first + count, end)];
    const read = () => source.read(begin + (from - first) * width, begin + (to - first) * width);
    return { read, at: (from - wanted.first) * width };
  });
  // Where all lies in one piece, nothing is copied.
  if (parts.length === 1) return parts[0].read();
  const joined = new Uint8Array(wanted.count * width);
  for (const { read, at } of parts) joined.set(new Uint8Array(await read()), at);
  return joined.buffer;
}
