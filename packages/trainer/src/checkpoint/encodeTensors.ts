import { allFinite, NonFiniteError } from '../loop/nonFiniteError.js';
import { checksummed } from './checksums.js';
import type { Header } from './safetensors.js';
import type { SavedTensor } from './savedTensors.js';

/** What stands beside the tensors of a file, and the step for messages. */
export interface EncodeOptions {
  readonly step: number;
  readonly metadata: Header['metadata'];
}

/**
 * A file of safetensors: the header, then one tensor at a time, then their checksums.
 *
 * @throws NonFiniteError when a number is NaN or infinite
 * @throws Error when two tensors have the same name
 */
export async function* encodeTensors(
  tensors: readonly SavedTensor[],
  { step, metadata }: EncodeOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const sums = checksummed(byName(tensors), metadata);
  yield sums.header;
  for (const tensor of tensors) {
    const bytes = await bytesOf(tensor, step);
    sums.add(bytes);
    yield bytes;
  }
  yield sums.bytes();
}

function byName(tensors: readonly SavedTensor[]): Map<string, SavedTensor> {
  const map = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (map.size === tensors.length) return map;
  const twice = tensors.find((tensor) => map.get(tensor.name) !== tensor);
  throw new Error(`checkpoint: two tensors are called ${twice?.name}; each needs a name of its own`);
}

async function bytesOf({ title, read }: SavedTensor, step: number): Promise<Uint8Array<ArrayBuffer>> {
  const numbers = await read().data<'float32' | 'int32' | 'bool'>();
  if (!allFinite(numbers)) throw new NonFiniteError(step, 'the training is not saved', title);
  // TensorFlow.js gives no memory that threads share.
  return new Uint8Array(numbers.buffer as ArrayBuffer, numbers.byteOffset, numbers.byteLength);
}
