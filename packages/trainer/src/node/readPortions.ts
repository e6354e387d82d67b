import { createReadStream } from 'node:fs';
import { binaryCorpus } from '../data/corpus.js';
import { unreadable } from './listTextFiles.js';

/** Bytes without an end of a paragraph that are gathered before a portion ends at a line instead. */
const PATIENCE = 2 ** 23;

/** How much is read at once. */
const CHUNK = 2 ** 20;

/**
 * The text of a file in portions, so that it need not fit into memory.
 *
 * Portions end at blank lines. Where none comes for 8 MiB, one ends at the end of a line; where not even a
 * line ends, at a space.
 *
 * @throws Error when the file can't be read, is not UTF-8, or holds NUL bytes
 */
export async function* readPortions(path: string, chunk = CHUNK, patience = PATIENCE): AsyncGenerator<string> {
  let [pending, start] = [Buffer.alloc(0), 0];
  for await (const bytes of chunksOf(path, chunk)) {
    pending = Buffer.concat([pending, bytes]);
    const end = endOfPortion(pending, patience);
    if (end > 0) yield decode(pending.subarray(0, end), path, start);
    pending = pending.subarray(end);
    start += end;
  }
  yield decode(pending, path, start);
}

async function* chunksOf(path: string, highWaterMark: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Where a portion may end; 0 where more must be read first. */
function endOfPortion(bytes: Buffer, patience: number): number {
  const paragraph = Math.max(after(bytes, '\n\n'), after(bytes, '\n\r\n'));
  if (paragraph > 0 || bytes.length < patience) return paragraph;
  return after(bytes, '\n') || after(bytes, ' ') || startOfLastCharacter(bytes);
}

function after(bytes: Buffer, mark: string): number {
  const at = bytes.lastIndexOf(mark);
  return at < 0 ? 0 : at + mark.length;
}

/** The bytes of a character in UTF-8 but its first are 10xxxxxx. */
function startOfLastCharacter(bytes: Buffer): number {
  const first = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(first, 0) || bytes.length;
}

/** @param start where in the file the bytes begin */
function decode(bytes: Buffer, path: string, start: number): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw binaryCorpus(path, `a NUL byte at position ${start + nul}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw binaryCorpus(path, `bytes that are not UTF-8 at position ${start + validLength(bytes)}`);
  }
}

/** How many bytes from the start are UTF-8, found by bisection: decoding takes a character that isn't finished. */
function validLength(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isValidSoFar(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isValidSoFar(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
