import type { ByteSource } from './byteSource.js';
import { CheckpointError, damaged } from './checkpointError.js';
import { partMetadata, type Places } from './metadata.js';
import { inOrder, type Piece } from './pieces.js';
import { readHeader } from './readHeader.js';
import type { Header, PlacedTensor } from './safetensors.js';

/** Opens a file that a checkpoint's index names; it lies beside the index. */
export type OpenShard = (file: string) => Promise<ByteSource>;

/** A tensor of a checkpoint, in one piece or in several. */
export interface StoredTensor extends Pick<PlacedTensor, 'dtype' | 'shape'> {
  readonly pieces: readonly Piece[];
}

/** A file whose header is known. */
export interface OpenedFile {
  readonly source: ByteSource;
  readonly header: Header;
}

/** What an index says of the files that several processes wrote. */
export interface Index {
  readonly checkpoint?: string;
  /** The names of the files. */
  readonly shards: readonly string[];
  readonly openShard: OpenShard;
}

/** A tensor's rows in one file. */
interface Part extends StoredTensor {
  readonly name: string;
}

/**
 * The tensors of a checkpoint by name: those of its one file, or of the files that its index names.
 *
 * @throws CheckpointError when a file is missing, cut off, damaged or of another checkpoint, or rows are nowhere, or twice
 */
export async function storedTensors(
  { source, header }: OpenedFile,
  index?: Index,
): Promise<ReadonlyMap<string, StoredTensor>> {
  if (index === undefined) return joined(partsOf({ source, header }, new Map()), source.name);
  if (header.tensors.size > 0) throw damaged(source.name, 'it names other files, and has tensors of its own');
  const parts: Part[] = [];
  for (const file of index.shards) parts.push(...(await openPart(source.name, file, index)));
  return joined(parts, source.name);
}

async function openPart(index: string, file: string, { checkpoint, openShard }: Index): Promise<Part[]> {
  const source = await openShard(file);
  const header = await readHeader(source);
  const part = partMetadata(header, source.name);
  if (part.checkpoint !== checkpoint) throw isOther(source.name, index);
  return partsOf({ source, header }, part.rows);
}

function partsOf({ source, header }: OpenedFile, places: Places): Part[] {
  return [...header.tensors].map(([name, place]) => ({ name, ...storedIn(source, place, places.get(name)) }));
}

/** What a file holds of a tensor. */
function storedIn(source: ByteSource, place: PlacedTensor, rows?: readonly [first: number, of: number]): StoredTensor {
  const { dtype, shape } = place;
  const [count = 1, ...row] = shape;
  const [first, of] = rows ?? [0, count];
  return { dtype, shape: shape.length === 0 ? shape : [of, ...row], pieces: [{ source, place, first, count }] };
}

function joined(parts: readonly Part[], file: string): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, Part>();
  for (const part of parts) {
    const before = tensors.get(part.name);
    if (before && describe(before) !== describe(part)) {
      throw damaged(file, `its files say different things of ${part.name}: ${describe(before)}, and ${describe(part)}`);
    }
    tensors.set(part.name, { ...part, pieces: [...(before?.pieces ?? []), ...part.pieces] });
  }
  return new Map([...tensors].map(([name, stored]) => [name, whole(stored, file)]));
}

function describe({ dtype, shape }: StoredTensor): string {
  return `${dtype} [${shape}]`;
}

function whole({ name, dtype, shape, pieces }: Part, file: string): StoredTensor {
  const [rows = 1] = shape;
  const ordered = inOrder(pieces, rows);
  if (ordered === 'overlap') throw damaged(file, `some of the ${rows} rows of ${name} are in several of its files`);
  if (ordered !== 'holes') return { dtype, shape, pieces: ordered };
  throw new CheckpointError(
    `checkpoint: ${file} is not whole: some of the ${rows} rows of ${name} are in none of its files; ` +
      'use another checkpoint',
  );
}

function isOther(file: string, index: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${file} belongs to another checkpoint than ${index}, which names it; copy both again from where ` +
      'they were written, or use another checkpoint',
  );
}
