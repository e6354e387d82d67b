import { crc32 } from '#crc32';
import type { ByteSource } from './byteSource.js';
import { damaged } from './checkpointError.js';
import { encodeHeader, type Header, type PlacedTensor, type TensorEntry } from './safetensors.js';

// The last tensor of a file holds the CRC-32 of its header and of each tensor, in the order of their bytes. Such sums in the
// header would have every tensor read twice, as it is written first.

/** What the tensor with the checksums is called. */
const NAME = 'checksums';

/** In the metadata, so that a file without the tensor isn't taken for one from before there were any. */
const KIND = 'crc32';

/** Checksums of what has been written. */
export interface Checksums {
  /** What stands first in the file. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** Takes the bytes of the next tensor. */
  add(bytes: Uint8Array): void;
  /** What stands last in the file. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** Begins a file of tensors with its header, which makes room for their checksums. */
export function checksummed(
  tensors: Iterable<readonly [name: string, entry: TensorEntry]>,
  metadata: Header['metadata'],
): Checksums {
  const entries = [...tensors];
  const sums: TensorEntry = { dtype: 'int32', shape: [1 + entries.length] };
  const header = encodeHeader([...entries, [NAME, sums]], { ...metadata, [NAME]: KIND });
  const found = [crc32(header)];
  return {
    header,
    add: (bytes) => void found.push(crc32(bytes)),
    bytes: () => new Uint8Array(Uint32Array.from(found).buffer),
  };
}

/**
 * A header with the checksum of each tensor, where the file has them: it was compared with its own.
 *
 * @param first where the header ends
 * @throws CheckpointError when it is not as it was written
 */
export async function withChecksums(source: ByteSource, header: Header, first: number): Promise<Header> {
  const { [NAME]: kind, ...metadata } = header.metadata;
  const tensors = [...header.tensors].filter(([name]) => name !== NAME);
  const place = header.tensors.get(NAME);
  if (kind === undefined && place === undefined) return header;
  if (kind !== KIND || place?.dtype !== 'I32' || `${place.shape}` !== `${1 + tensors.length}`) {
    throw damaged(source.name, 'its checksums are missing, or not those of its tensors');
  }
  const [own, ...sums] = new Uint32Array(await source.read(place.begin, place.end));
  if (crc32(new Uint8Array(await source.read(0, first))) !== own) {
    throw damaged(source.name, 'its header is not as it was written (the CRC-32 differs)');
  }
  const ordered = tensors.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  return { metadata, tensors: new Map(ordered.map(([name, tensor], i) => [name, { ...tensor, checksum: sums[i] }])) };
}

/** Bytes that are read at once. */
const PORTION = 2 ** 24;

/**
 * Reads the bytes of a tensor, and throws them away.
 *
 * @throws CheckpointError when they are not those that were written, or when one of its numbers is NaN or infinite
 */
export async function requireIntact(
  source: ByteSource,
  { begin, end, dtype, checksum }: PlacedTensor,
  name: string,
): Promise<void> {
  let [found, bad] = [0, false];
  for (let at = begin; at < end; at += PORTION) {
    const bytes = await source.read(at, Math.min(at + PORTION, end));
    if (checksum !== undefined) found = crc32(new Uint8Array(bytes), found);
    bad ||= dtype === 'F32' && !allFinite(new Int32Array(bytes));
  }
  if (checksum !== undefined && found !== checksum) {
    throw damaged(source.name, `the numbers of ${name} are not those that were written (the CRC-32 differs)`);
  }
  if (bad) throw damaged(source.name, `${name} holds NaN or an infinity`);
}

/** Whether no number of float32 has an exponent of ones alone, from its bits: twice as fast as to ask for numbers. */
function allFinite(bits: Int32Array): boolean {
  for (let i = 0; i < bits.length; i++) if ((bits[i] & 0x7f800000) === 0x7f800000) return false;
  return true;
}
