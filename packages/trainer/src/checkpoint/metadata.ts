import { CheckpointError, damaged } from './checkpointError.js';
import { FORMAT } from './format.js';
import { isJsonObject, jsonIn, type JsonObject, type JsonValue } from './json.js';
import type { Header } from './safetensors.js';

/** What a text of the metadata must be, as a message says it, and what it says; undefined where it is something else. */
interface Field<Value> {
  readonly needs: string;
  read(text: string): Value | undefined;
}

/** Where tensors' rows belong in the whole. */
export type Places = ReadonlyMap<string, readonly [first: number, of: number]>;

/** What a checkpoint says, in one file or as the index of several. */
export interface CheckpointMetadata {
  readonly step: number;
  readonly tokens: number;
  readonly extra: JsonObject;
  readonly checkpoint?: string;
  readonly shards?: readonly string[];
}

/** What a file says that one of several processes wrote. */
export interface PartMetadata {
  readonly checkpoint: string;
  readonly rows: Places;
}

const counter: Field<number> = {
  needs: 'a whole number of 0 or more',
  read: (text) => (/^\d+$/.test(text) && isSize(Number(text)) ? Number(text) : undefined),
};

const json: Field<JsonObject> = {
  needs: 'a JSON object',
  read: (text) => [jsonIn(text)].find(isJsonObject),
};

const id: Field<string> = { needs: 'a text', read: (text) => text };

const fileNames: Field<readonly string[]> = {
  needs: 'a list of names of files beside it, each once',
  read: (text) => [jsonIn(text)].find(areFileNames),
};

function areFileNames(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFileName) && new Set(value).size === value.length;
}

/** Whether a name leads to no other folder. */
function isFileName(name: JsonValue): boolean {
  return typeof name === 'string' && /^(?!\.\.?$)[^/\\:\0]+$/.test(name);
}

const rowPlaces: Field<Places> = {
  needs: 'where the rows of each tensor belong: [first, of] by name',
  read: (text) => {
    const places = Object.entries(json.read(text) ?? { none: null });
    return places.every(isPlace) ? new Map(places) : undefined;
  },
};

function isPlace(
  entry: [name: string, place: JsonValue | undefined],
): entry is [name: string, place: [first: number, of: number]] {
  const [, place] = entry;
  return Array.isArray(place) && place.length === 2 && place.every(isSize) && place[0] <= place[1];
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * What a checkpoint says of itself.
 *
 * @throws CheckpointError when it is no checkpoint, or one of several parts of one, or damaged
 */
export function checkpointMetadata({ metadata }: Header, file: string): CheckpointMetadata {
  if (metadata.rows !== undefined) throw isPart(file);
  const { required, optional } = reader(metadata, file);
  return {
    step: required('step', counter),
    tokens: required('tokens', counter),
    extra: required('extra', json),
    checkpoint: optional('checkpoint', id),
    shards: optional('shards', fileNames),
  };
}

/**
 * What a part of a checkpoint says of itself.
 *
 * @throws CheckpointError when it is no part, or damaged
 */
export function partMetadata({ metadata }: Header, file: string): PartMetadata {
  if (metadata.shards !== undefined) throw damaged(file, 'it is an index, and an index names it as a part');
  const { required } = reader(metadata, file);
  return { checkpoint: required('checkpoint', id), rows: required('rows', rowPlaces) };
}

/** Reads fields of metadata that are of our format. */
function reader(metadata: Header['metadata'], file: string) {
  if (metadata.outrageous !== FORMAT) throw isOther(metadata.outrageous, file);
  const required = <Value>(name: string, { needs, read }: Field<Value>): Value => {
    if (!Object.hasOwn(metadata, name)) throw damaged(file, `its metadata has no ${name}`);
    const value = read(metadata[name]);
    if (value !== undefined) return value;
    throw damaged(
      file,
      `its metadata says ${name} ${JSON.stringify(metadata[name]).slice(0, 60)}, which must be ${needs}`,
    );
  };
  const optional = <Value>(name: string, field: Field<Value>) =>
    Object.hasOwn(metadata, name) ? required(name, field) : undefined;
  return { required, optional };
}

function isOther(version: string | undefined, file: string): CheckpointError {
  const found = version === undefined ? 'no checkpoint of a training run' : `of version ${version} of the format`;
  return new CheckpointError(
    `checkpoint: ${file} holds tensors, but it is ${found}; needs one of version ${FORMAT}, as this trainer saves it`,
  );
}

function isPart(file: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${file} is what one of several processes wrote; name the file that they all belong to, such as ` +
      'last.safetensors',
  );
}
