import type { Shard } from '@outrageous/core';
import type { ByteSource } from './byteSource.js';
import { byteLength, type PlacedTensor, type TensorEntry } from './safetensors.js';

/** Rows of a tensor, where they lie. */
export interface Piece {
  readonly source: ByteSource;
  /** Where its bytes are. */
  readonly place: PlacedTensor;
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
 * The pieces with rows, in the order of these.
 *
 * @returns what is wrong where some of the `of` rows are in no piece, or in several
 */
export function inOrder(pieces: readonly Piece[], of: number): readonly Piece[] | 'holes' | 'overlap' {
  const sorted = pieces.filter(({ count }) => count > 0).sort((one, other) => one.first - other.first);
  let covered = 0;
  let overlap = false;
  for (const { first, count } of sorted) {
    if (first > covered) return 'holes';
    overlap ||= first < covered;
    covered = Math.max(covered, first + count);
  }
  if (covered < of) return 'holes';
  return overlap || covered > of ? 'overlap' : sorted;
}

/** The pieces that hold some of the rows. */
export function touched(
  pieces: readonly Piece[],
  { first: from, count: wanted }: Pick<RowsWanted, 'first' | 'count'>,
): readonly Piece[] {
  return pieces.filter(({ first, count }) => first < from + wanted && from < first + count);
}

/** Reads rows, wherever they lie. */
export async function readRows(pieces: readonly Piece[], wanted: RowsWanted): Promise<ArrayBuffer> {
  const width = byteLength({ dtype: wanted.dtype, shape: wanted.row });
  const end = wanted.first + wanted.count;
  const parts = touched(pieces, wanted).map(({ source, place: { begin }, first, count }) => {
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
