import type { DataTypeMap } from '@tensorflow/tfjs-core';
import { sizeOf } from '@outrageous/core';
import type { ByteSource } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';

// npm has no library that writes this format: `safetensors` is one release of a placeholder, and
// `@huggingface/hub` reads headers only. The whole format is this file.

/** A tensor as a header of safetensors describes it. */
export interface TensorEntry {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
}

/** A tensor of a file: where its bytes begin and end, counted from the start of the file. */
export interface PlacedTensor extends Omit<TensorEntry, 'dtype'> {
  /** As the file names it, such as `F32`. */
  readonly dtype: string;
  readonly begin: number;
  readonly end: number;
}

/** What stands before the numbers. */
export interface Header {
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly metadata: { readonly [name: string]: string };
}

const types = {
  float32: { name: 'F32', bytes: 4, array: Float32Array },
  int32: { name: 'I32', bytes: 4, array: Int32Array },
  bool: { name: 'BOOL', bytes: 1, array: Uint8Array },
} as const;

/** How many bytes a tensor takes. */
export function byteLength({ dtype, shape }: TensorEntry): number {
  return types[dtype].bytes * sizeOf(shape);
}

/** How the format calls a type of numbers: `F32`. */
export function typeName(dtype: TensorEntry['dtype']): string {
  return types[dtype].name;
}

/**
 * The header of a file of safetensors; the tensors' numbers follow it in the same order, little-endian, with no gap.
 *
 *     8 bytes: n, little-endian | n bytes of JSON, padded with spaces to a multiple of 8 | the numbers
 */
export function encodeHeader(
  tensors: Iterable<readonly [name: string, entry: TensorEntry]>,
  metadata: Header['metadata'],
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, entry] of tensors) {
    const end = at + byteLength(entry);
    header[name] = { dtype: typeName(entry.dtype), shape: entry.shape, data_offsets: [at, end] };
    at = end;
  }
  return withLength(new TextEncoder().encode(JSON.stringify(header)));
}

function withLength(json: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

/** The numbers of a tensor, from the bytes of its place in a file. */
export function numbersOf(bytes: ArrayBuffer, dtype: TensorEntry['dtype']): DataTypeMap[TensorEntry['dtype']] {
  return new types[dtype].array(bytes);
}

/** The longest header that the format allows. */
const LONGEST_HEADER = 100_000_000;

/**
 * Reads the header of a file of safetensors, and checks that all that it describes is there.
 *
 * @throws CheckpointError when the bytes are something else, or end too early
 */
export async function readHeader(source: ByteSource): Promise<Header> {
  if (source.size < 8) throw cutOff(source, 'it has not even a header');
  const length = Number(new DataView(await source.read(0, 8)).getBigUint64(0, true));
  if (length < 2 || length > LONGEST_HEADER) throw wrongFile(source);
  if (8 + length > source.size) throw cutOff(source, `its header alone takes ${8 + length} bytes`);
  const header = parseHeader(await source.read(8, 8 + length), source);
  const needed = [...header.tensors.values()].reduce((last, { end }) => Math.max(last, end), 8 + length);
  if (needed > source.size) throw cutOff(source, `its tensors take ${needed} bytes`);
  return header;
}

function parseHeader(bytes: ArrayBuffer, source: ByteSource): Header {
  const { __metadata__: metadata = {}, ...tensors } = parseRecord(bytes, source);
  const first = 8 + bytes.byteLength;
  const placed = Object.entries(tensors).map(([name, entry]) => [name, placedTensor(entry, first, source)] as const);
  return { tensors: new Map(placed), metadata: metadata as Header['metadata'] };
}

function parseRecord(bytes: ArrayBuffer, source: ByteSource): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch {
    // What it is instead, nobody knows.
  }
  throw wrongFile(source);
}

function placedTensor(entry: unknown, first: number, source: ByteSource): PlacedTensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !areNumbers(shape) || !areNumbers(offsets)) throw wrongFile(source);
  const [begin, end] = offsets;
  const known = Object.values(types).find(({ name }) => name === dtype);
  if (known && end - begin !== known.bytes * sizeOf(shape)) throw wrongFile(source);
  return { dtype, shape, begin: first + begin, end: first + end };
}

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function cutOff({ name, size }: ByteSource, needs: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is cut off: it has ${size} bytes, but ${needs}. It was copied or written only in part: ` +
      'copy it again, or use another checkpoint',
  );
}

function wrongFile({ name }: ByteSource): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is no file of safetensors, the format of checkpoints; name a file that a training run has saved`,
  );
}
