import { createReadStream } from 'node:fs';
import { binaryCorpus } from '../data/corpus.js';
import { unreadable } from './listTextFiles.js';

/** How a file is read. */
export interface PortionOptions {
  /** Bytes that are read at once; default 1 MiB. */
  readonly chunk?: number;
  /** Bytes without the end of a paragraph that are gathered before a portion ends elsewhere; default 8 MiB. */
  readonly patience?: number;
}

/**
 * The text of a file in portions, so that it need not fit into memory.
 *
 * Portions end at blank lines. Where none comes for long, one ends at the end of a line; where not even a line
 * ends, at a space.
 *
 * @throws Error when the file can't be read, is not UTF-8, or holds NUL bytes
 */
export async function* readPortions(
  path: string,
  { chunk = 2 ** 20, patience = 2 ** 23 }: PortionOptions = {},
): AsyncGenerator<string> {
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

const paragraphEnds = ['\n\n', '\n\r\n', '\r\r', '\u2029'];

/** Where a portion may end; 0 where more must be read first. */
function endOfPortion(bytes: Buffer, patience: number): number {
  const paragraph = Math.max(...paragraphEnds.map((end) => after(bytes, end)));
  if (paragraph > 0 || bytes.length < patience) return paragraph;
  return after(bytes, '\n') || after(bytes, '\r') || after(bytes, ' ') || startOfLastCharacter(bytes);
}

function after(bytes: Buffer, mark: string): number {
  const at = bytes.lastIndexOf(mark);
  return at < 0 ? 0 : at + Buffer.byteLength(mark);
}

function startOfLastCharacter(bytes: Buffer): number {
  const first = bytes.findLastIndex((byte) => !isInside(byte));
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

/** How many bytes from the start are UTF-8: up to where what was decoded leniently reads otherwise when encoded again. */
function validLength(bytes: Buffer): number {
  const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let at = again.findIndex((byte, i) => byte !== bytes[i]);
  while (isInside(again[at])) at--;
  return at;
}

/** Whether a byte of UTF-8 continues a character: such bytes are 10xxxxxx. */
function isInside(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
