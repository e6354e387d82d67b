import { sizeOf } from '@outrageous/core';
import type { ByteSource } from './byteSource.js';
import { CheckpointError, damaged } from './checkpointError.js';
import { withChecksums } from './checksums.js';
import { hasTwins, isJsonObject, jsonIn, type JsonObject, type JsonValue } from './json.js';
import { bytesPerNumber, type Header, type PlacedTensor } from './safetensors.js';

/** The longest header that the format allows. */
const LONGEST_HEADER = 100_000_000;

/**
 * Reads the header of a file of safetensors, and checks that it is one as the format wants it, with all that it describes
 * and nothing else: names stand once, and the tensors' bytes fill the rest of the file, without overlap and without gap.
 *
 * @throws CheckpointError when the bytes are something else, end too early, or are damaged
 */
export async function readHeader(source: ByteSource): Promise<Header> {
  if (source.size < 8) throw cutOff(source, 'it has not even a header');
  const length = Number(new DataView(await source.read(0, 8)).getBigUint64(0, true));
  if (length < 2 || length > LONGEST_HEADER) throw wrongFile(source);
  const first = 8 + length;
  if (first > source.size) throw cutOff(source, `its header alone takes ${first} bytes`);
  const { __metadata__: metadata = {}, ...entries } = parseRecord(await source.read(8, first), source);
  const tensors = Object.entries(entries).map(
    ([name, entry]) => [name, placedTensor(entry, first, { name, file: source.name })] as const,
  );
  if (!isTexts(metadata)) throw damaged(source.name, 'its __metadata__ is no record of texts');
  requireFilled(tensors, first, source);
  return withChecksums(source, { tensors: new Map(tensors), metadata }, first);
}

function parseRecord(bytes: ArrayBuffer, source: ByteSource): JsonObject {
  const text = decoded(bytes);
  const json = text?.startsWith('{') ? jsonIn(text) : undefined;
  if (text === undefined || !isJsonObject(json)) throw wrongFile(source);
  if (hasTwins(text)) throw damaged(source.name, 'a name stands in its header twice');
  return json;
}

function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isTexts(metadata: JsonValue): metadata is Header['metadata'] {
  return isJsonObject(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
}

/** Which tensor of which file, for messages. */
interface Where {
  readonly name: string;
  readonly file: string;
}

function placedTensor(entry: JsonValue | undefined, first: number, { name, file }: Where): PlacedTensor {
  const { dtype, shape, data_offsets: offsets, ...other } = isJsonObject(entry) ? entry : {};
  const described = typeof dtype === 'string' && areSizes(shape) && areSizes(offsets) && offsets.length === 2;
  if (!described || Object.keys(other).length > 0) {
    throw damaged(file, `${name} is not described as a tensor, by dtype, shape and data_offsets`);
  }
  const [begin, end] = offsets;
  const bytes = bytesPerNumber(dtype);
  const needed = bytes === undefined ? undefined : bytes * sizeOf(shape);
  if (end < begin || (needed !== undefined && end - begin !== needed)) {
    throw damaged(file, `${name}, ${dtype} [${shape}], has ${end - begin} bytes where it needs ${needed ?? 'some'}`);
  }
  return { dtype, shape, begin: first + begin, end: first + end };
}

function areSizes(value: JsonValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** As the format wants it: "byte buffer needs to be entirely indexed, and cannot contain holes". */
function requireFilled(
  tensors: readonly (readonly [name: string, place: PlacedTensor])[],
  first: number,
  source: ByteSource,
): void {
  const needed = tensors.reduce((last, [, { end }]) => Math.max(last, end), first);
  if (needed > source.size) throw cutOff(source, `its tensors take ${needed} bytes`);
  let filled = first;
  for (const [name, { begin, end }] of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin < filled) throw damaged(source.name, `${name} overlaps another tensor`);
    if (begin > filled) throw damaged(source.name, `${begin - filled} bytes before ${name} belong to no tensor`);
    filled = end;
  }
  if (filled < source.size) throw damaged(source.name, `${source.size - filled} bytes follow its last tensor`);
}

function cutOff({ name, size }: ByteSource, needs: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is cut off: it has ${size} bytes, but ${needs}. It was copied or written only in part: ` +
      'copy it again, or use another checkpoint',
  );
}

function wrongFile({ name }: ByteSource): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is no file of safetensors, the format of checkpoints; name a file that a training run has saved. ` +
      'If it is one, it is damaged: copy it again from where it was written, or use another checkpoint',
  );
}
