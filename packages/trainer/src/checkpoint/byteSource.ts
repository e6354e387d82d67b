/** Bytes that are read in parts, wherever they lie. */
export interface ByteSource {
  /** Where they come from, for messages. */
  readonly name: string;
  /** How many there are. */
  readonly size: number;
  /** A new buffer with the bytes from `begin` up to, but not including, `end`. */
  read(begin: number, end: number): Promise<ArrayBuffer>;
}

/**
 * The bytes of a `Blob`: how a browser holds a checkpoint in memory, in IndexedDB, or from a file that was dropped.
 *
 * @param name for messages
 * @example
 * ```ts
 * const checkpoint = await openCheckpoint(blobBytes(file, file.name));
 * ```
 */
export function blobBytes(blob: Blob, name = 'the checkpoint'): ByteSource {
  return { name, size: blob.size, read: (begin, end) => blob.slice(begin, end).arrayBuffer() };
}
