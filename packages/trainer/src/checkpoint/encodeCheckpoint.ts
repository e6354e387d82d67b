import { NonFiniteError, allFinite } from '../loop/nonFiniteError.js';
import type { Training } from '../loop/training.js';
import type { JsonObject } from './json.js';
import { encodeHeader } from './safetensors.js';
import { savedTensors, type SavedTensor } from './savedTensors.js';

/** Marks our files among all files of safetensors; a number that grows when the meaning changes. */
export const FORMAT = '1';

/**
 * A checkpoint of a training run, as bytes in the safetensors format: the header, then one tensor at a time.
 *
 * It holds all that decides how the run goes on: parameters (`parameters/<name>`), the optimizer's slots
 * (`optimizer/<name>`), the recurrent state (`recurrent/<path>`), and `step`, `tokens` and `extra` as metadata.
 * Only one tensor is in the host's memory at a time. A chunk may be a device's own memory: use all before training
 * goes on.
 *
 * @param extra whatever else its reader needs, such as the best loss so far
 * @throws NonFiniteError when a number is NaN or infinite, so that no good checkpoint is replaced by a useless one
 * @example
 * ```ts
 * const chunks = [];
 * for await (const chunk of encodeCheckpoint(training)) chunks.push(chunk);
 * const blob = new Blob(chunks);
 * ```
 */
export async function* encodeCheckpoint(
  training: Training,
  extra: JsonObject = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const tensors = savedTensors(training);
  const { tokens, optimizer } = training;
  const metadata = { outrageous: FORMAT, step: `${optimizer.step}`, tokens: `${tokens}`, extra: JSON.stringify(extra) };
  yield encodeHeader(byName(tensors), metadata);
  for (const tensor of tensors) yield await bytesOf(tensor, optimizer.step);
}

function byName(tensors: readonly SavedTensor[]): Map<string, SavedTensor> {
  const map = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (map.size === tensors.length) return map;
  const twice = tensors.find((tensor) => map.get(tensor.name) !== tensor);
  throw new Error(`encodeCheckpoint: two tensors are called ${twice?.name}; each needs a name of its own`);
}

async function bytesOf({ title, read }: SavedTensor, step: number): Promise<Uint8Array<ArrayBuffer>> {
  const numbers = await read().data<'float32' | 'int32' | 'bool'>();
  if (!allFinite(numbers)) throw new NonFiniteError(step, 'the training is not saved', title);
  // TensorFlow.js gives no memory that threads share.
  return new Uint8Array(numbers.buffer as ArrayBuffer, numbers.byteOffset, numbers.byteLength);
}
