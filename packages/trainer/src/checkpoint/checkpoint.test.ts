import * as tf from '@tensorflow/tfjs-core';
import { leaves, type StateTree, type Task } from '@outrageous/core';
import { expect, it } from 'vitest';
import { contiguousBatches } from '../data/contiguousBatches.js';
import type { Training } from '../loop/training.js';
import { sgd } from '../optimizers/sgd/sgd.js';
import { tinyTask } from '../test/tinyTask.js';
import { lossesOf, snapshot, trialOptions, withTrial } from '../test/trial.js';
import { blobBytes } from './byteSource.js';
import { encodeCheckpoint } from './encodeCheckpoint.js';
import type { JsonObject } from './json.js';
import { openCheckpoint } from './openCheckpoint.js';

async function saved(training: Training, extra?: JsonObject): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of encodeCheckpoint(training, extra)) chunks.push(chunk);
  return new Blob(chunks);
}

async function restore(blob: Blob, training: Training): Promise<void> {
  await (await openCheckpoint(blobBytes(blob, 'last.safetensors'))).restore(training);
}

/** Saves a run after `steps` steps. */
async function trained(steps: number): Promise<Blob> {
  let blob = new Blob();
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, steps);
    blob = await saved(training, { best: 1.5, words: ['a', 'ü'] });
  });
  return blob;
}

it('resumes exactly: 10 steps, a checkpoint and 10 steps give the losses of 20 steps, bit for bit', async () => {
  let whole: number[] = [];
  let end: Record<string, unknown> = {};
  await withTrial(tinyTask(), async (training, task) => {
    whole = await lossesOf(task, training, 20);
    end = await snapshot(training);
  });
  const blob = await trained(10);
  await withTrial(tinyTask(), async (training, task) => {
    await restore(blob, training);
    expect(await lossesOf(task, training, 20)).toEqual(whole.slice(10));
    expect(await snapshot(training)).toEqual(end);
  });
});

it('holds every tensor of a run, its counters, and what else it was given', async () => {
  const blob = await trained(4);
  const { info } = await openCheckpoint(blobBytes(blob));
  expect(info).toEqual({ step: 4, tokens: 32, extra: { best: 1.5, words: ['a', 'ü'] } });
  const length = new DataView(await blob.slice(0, 8).arrayBuffer()).getUint32(0, true);
  expect(length % 8).toBe(0);
  const header = await blob.slice(8, 8 + length).text();
  const names = Object.keys(JSON.parse(header) as object);
  expect(names).toEqual([
    '__metadata__',
    'parameters/embedding',
    'parameters/layers/0/recurrent',
    'parameters/softmax',
    'optimizer/embedding/firstMoment',
    'optimizer/embedding/secondMoment',
    'optimizer/embedding/lastStep',
    'optimizer/layers/0/recurrent/firstMoment',
    'optimizer/layers/0/recurrent/secondMoment',
    'optimizer/softmax/firstMoment',
    'optimizer/softmax/secondMoment',
    'recurrent/hidden/0',
    'recurrent/seen',
    'checksums',
  ]);
});

it('gives a model its parameters alone', async () => {
  const blob = await trained(4);
  await withTrial(tinyTask(), async (training) => {
    const before = await snapshot(training);
    const checkpoint = await openCheckpoint(blobBytes(blob));
    await checkpoint.restoreParameters(training.parameters);
    const after = await snapshot(training);
    const changed = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
    expect(changed).toEqual(['parameters/embedding', 'parameters/layers/0/recurrent', 'parameters/softmax']);
  });
});

/** Restoring must fail, and leave the run as it was. */
async function refuses<State extends StateTree>(
  task: Task<never, State>,
  options: ReturnType<typeof trialOptions>,
  message: string | RegExp,
): Promise<void> {
  const blob = await trained(2);
  await withTrial(
    task as Task<never>,
    async (training) => {
      const before = await snapshot(training);
      await expect(restore(blob, training)).rejects.toThrow(message);
      expect(await snapshot(training)).toEqual(before);
    },
    options,
  );
}

const advice = 'Nothing was changed. Use the options that the checkpoint was made with, or another checkpoint';

it('refuses a checkpoint of a model of other sizes, and changes nothing', async () => {
  await refuses(
    tinyTask(4),
    trialOptions(),
    "checkpoint: last.safetensors doesn't fit this model, optimizer and batch: it differs in parameters/embedding " +
      '(F32 [7,3] there, F32 [7,4] here), parameters/layers/0/recurrent (F32 [3,3] there, F32 [4,4] here), ' +
      `parameters/softmax (F32 [3,7] there, F32 [4,7] here) and 7 more. ${advice}`,
  );
});

it('refuses a checkpoint of a model with other parts', async () => {
  const { parameters, ...task } = tinyTask();
  const [embedding, recurrent, softmax] = leaves(parameters);
  const renamed = { embedding, recurrent, softmax: { ...softmax, name: 'readout' } };
  await refuses(
    { ...task, parameters: renamed },
    trialOptions({ optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) }),
    'it lacks parameters/readout (F32 [3,7]), optimizer/embedding/momentum (F32 [7,3]), ' +
      'optimizer/layers/0/recurrent/momentum (F32 [3,3]) and 1 more; it has, and they have not, parameters/softmax, ' +
      'optimizer/embedding/firstMoment, optimizer/embedding/secondMoment and 4 more. Nothing',
  );
});

it('refuses to go on with another batch', async () => {
  const batches = contiguousBatches(new Int32Array(30), { batch: 3, time: 4 });
  await refuses(
    tinyTask(),
    trialOptions({ batches }),
    'it differs in recurrent/hidden/0 (F32 [2,3] there, F32 [3,3] here), recurrent/seen (I32 [2] there, I32 [3] here). ',
  );
});

it('refuses to give a model the parameters of another', async () => {
  const blob = await trained(2);
  await withTrial(tinyTask(4), async ({ parameters }) => {
    const checkpoint = await openCheckpoint(blobBytes(blob));
    await expect(checkpoint.restoreParameters(parameters)).rejects.toThrow('it differs in parameters/embedding');
  });
});

it('is not made of a run that went astray', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 2);
    const [slot] = leaves(training.optimizer.slots);
    slot.assign(tf.fill([...slot.shape], NaN));
    await expect(saved(training)).rejects.toThrow(
      "step 2: the training is not saved; the first bad value is in the optimizer's embedding/firstMoment. Nothing was written",
    );
    const [embedding] = leaves(training.parameters);
    embedding.assign(tf.fill([...embedding.shape], -Infinity));
    await expect(saved(training)).rejects.toThrow('the first bad value is in parameter embedding. Nothing');
  });
});

it('does not open when it is cut off anywhere', async () => {
  const blob = await trained(1);
  for (let size = 0; size < blob.size; size += size < 16 ? 1 : 97) {
    const opening = openCheckpoint(blobBytes(blob.slice(0, size), 'half.safetensors'));
    await expect(opening, `${size} bytes`).rejects.toThrow(
      new RegExp(
        `^checkpoint: half.safetensors is cut off: it has ${size} bytes, but .*: copy it again, or use another`,
      ),
    );
  }
  await expect(openCheckpoint(blobBytes(blob.slice(0, blob.size - 1)))).rejects.toThrow(
    `it has ${blob.size - 1} bytes, but its tensors take ${blob.size} bytes`,
  );
});

it('does not open when it is something else', async () => {
  const open = (...parts: BlobPart[]) => openCheckpoint(blobBytes(new Blob(parts), 'notes.txt'));
  const wrong =
    'checkpoint: notes.txt is no file of safetensors, the format of checkpoints; name a file that a training';
  const length = (n: number) => new BigUint64Array([BigInt(n)]);
  await expect(open('{ "words": [] } and much more of it')).rejects.toThrow(wrong);
  await expect(open(length(5), 'hello')).rejects.toThrow(wrong);
  await expect(open(length(2), '[]')).rejects.toThrow(wrong);
  await expect(open(length(8), '{"a": 1}')).rejects.toThrow(
    'checkpoint: notes.txt is damaged: a is not described as a tensor, by dtype, shape and data_offsets. Copy it again',
  );
  const entry = '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}';
  await expect(open(length(entry.length), entry, new Uint8Array(8))).rejects.toThrow(
    'checkpoint: notes.txt is damaged: a, F32 [3], has 8 bytes where it needs 12',
  );
});

it('does not open when it holds tensors of another program, or of a later version', async () => {
  const open = (header: string) =>
    openCheckpoint(blobBytes(new Blob([new BigUint64Array([BigInt(header.length)]), header]), 'model.safetensors'));
  await expect(open('{}')).rejects.toThrow(
    'checkpoint: model.safetensors holds tensors, but it is no checkpoint of a training run; needs one of version 1',
  );
  await expect(open('{"__metadata__":{"outrageous":"2"}}')).rejects.toThrow('it is of version 2 of the format');
});
