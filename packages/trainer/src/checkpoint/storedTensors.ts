import type { ByteSource } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';
import type { RowPlaces } from './encodeShard.js';
import { inOrder, type Piece } from './pieces.js';
import { readHeader, type Header, type PlacedTensor } from './safetensors.js';

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

/**
 * The tensors of a checkpoint by name: those of its one file, or of the files that its index names.
 *
 * @throws CheckpointError when a file is missing, cut off or of another checkpoint, or rows are nowhere
 */
export async function storedTensors(
  opened: OpenedFile,
  openShard: OpenShard,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const { shards, checkpoint } = opened.header.metadata;
  if (shards === undefined) return joined([opened], opened.source.name);
  const files: OpenedFile[] = [];
  for (const file of JSON.parse(shards) as readonly string[]) {
    const source = await openShard(file);
    const header = await readHeader(source);
    requirePart(header, { checkpoint, file: source.name, index: opened.source.name });
    files.push({ source, header });
  }
  return joined(files, opened.source.name);
}

function joined(files: readonly OpenedFile[], name: string): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const { source, header } of files) {
    const places = JSON.parse(header.metadata.rows ?? '{}') as RowPlaces;
    for (const [tensor, placed] of header.tensors) {
      const found = storedIn(source, placed, places[tensor]);
      const before = tensors.get(tensor)?.pieces ?? [];
      tensors.set(tensor, { ...found, pieces: [...before, ...found.pieces] });
    }
  }
  return new Map([...tensors].map(([tensor, stored]) => [tensor, whole(tensor, stored, name)]));
}

/** What a file holds of a tensor. */
function storedIn(source: ByteSource, placed: PlacedTensor, place?: RowPlaces[string]): StoredTensor {
  const { dtype, begin, shape } = placed;
  const [count = 1, ...row] = shape;
  const [first, of] = place ?? [0, count];
  return { dtype, shape: shape.length === 0 ? shape : [of, ...row], pieces: [{ source, begin, first, count }] };
}

function whole(tensor: string, { pieces, ...stored }: StoredTensor, name: string): StoredTensor {
  const [rows = 1] = stored.shape;
  const kept = inOrder(pieces, rows);
  if (kept) return { ...stored, pieces: kept };
  throw new CheckpointError(
    `checkpoint: ${name} is not whole: some of the ${rows} rows of ${tensor} are in none of its files; ` +
      'use another checkpoint',
  );
}

function requirePart(
  { metadata }: Header,
  { checkpoint, file, index }: { readonly checkpoint: string; readonly file: string; readonly index: string },
): void {
  if (metadata.checkpoint === checkpoint) return;
  throw new CheckpointError(
    `checkpoint: ${file} belongs to another checkpoint than ${index}, which names it; copy both again from where ` +
      'they were written, or use another checkpoint',
  );
}
