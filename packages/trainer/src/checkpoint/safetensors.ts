import type { DataTypeMap } from '@tensorflow/tfjs-core';
import { sizeOf } from '@outrageous/core';

// npm has no library that writes this format: `safetensors` is one release of a placeholder, and
// `@huggingface/hub` reads headers only. The whole format is this file, and readHeader.ts, which reads it.

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
  /** The CRC-32 of its bytes as they were written, where the file says it. */
  readonly checksum?: number;
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

/** How many bytes a number of a type takes, by its name in the format; undefined for types that no checkpoint has. */
export function bytesPerNumber(dtype: string): number | undefined {
  return Object.values(types).find(({ name }) => name === dtype)?.bytes;
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
  const entries: [name: string, entry: unknown][] = [['__metadata__', metadata]];
  let at = 0;
  for (const [name, entry] of tensors) {
    const end = at + byteLength(entry);
    entries.push([name, { dtype: typeName(entry.dtype), shape: entry.shape, data_offsets: [at, end] }]);
    at = end;
  }
  return withLength(new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries))));
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
