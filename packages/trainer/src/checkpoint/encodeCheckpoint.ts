import type { Training } from '../loop/training.js';
import { encodeTensors } from './encodeTensors.js';
import { FORMAT } from './format.js';
import type { JsonObject } from './json.js';
import { isAlone, savedTensors, type SavedTensor } from './savedTensors.js';

/**
 * A checkpoint of a training run in one process, as bytes in the safetensors format: the header, then one tensor at a
 * time.
 *
 * It holds all that decides how the run goes on: parameters (`parameters/<name>`), the optimizer's slots
 * (`optimizer/<name>`), the recurrent state (`recurrent/<path>`), and `step`, `tokens` and `extra` as metadata.
 * Only one tensor is in the host's memory at a time. A chunk may be a device's own memory: use all before training
 * goes on.
 *
 * @param extra whatever else its reader needs, such as the best loss so far
 * @throws NonFiniteError when a number is NaN or infinite, so that no good checkpoint is replaced by a useless one
 * @throws Error when other processes have a part of the run; see {@link encodeShard}
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
  requireAll(tensors);
  const { tokens, optimizer } = training;
  const metadata = { outrageous: FORMAT, step: `${optimizer.step}`, tokens: `${tokens}`, extra: JSON.stringify(extra) };
  yield* encodeTensors(tensors, { step: optimizer.step, metadata });
}

function requireAll(tensors: readonly SavedTensor[]): void {
  const part = tensors.find((tensor) => isAlone(tensor) || (tensor.rows && tensor.rows.count < tensor.rows.of));
  if (part === undefined) return;
  throw new Error(
    `encodeCheckpoint: got a run that other processes have a part of (${part.title}), needs a whole one; ` +
      'give the communicator to checkpoints(folder, { communicator }), or write the part of each process with encodeShard',
  );
}
