import { foldIn, key, type Key, type Optimizer, type ParameterTree, type Task } from '@outrageous/core';
import {
  adam,
  type Batches,
  clipByGlobalNorm,
  contiguousBatches,
  type Schedule,
  startTraining,
  type Training,
  type Vocabulary,
  linearCooldown,
  warmupInverseSquareRoot,
  type Window,
} from '@outrageous/trainer';
import { type Checkpoints, checkpoints } from '@outrageous/trainer/node';
import type { TextData } from '../../corpus/textData.js';
import type { LanguageModel } from '../../model/languageModel.js';
import type { TrainConfig } from '../../options/trainOptions.js';
import { buildTask } from '../../run/buildTask.js';
import type { RunFiles } from '../../run/runFolder.js';
import type { TrainRequest } from './trainRequest.js';

/** The text of a run: its words, and its three parts cut into windows. */
export interface SessionText {
  readonly vocabulary: Vocabulary;
  readonly batches: { readonly [Part in keyof TextData]: Batches<Window> };
}

/** All that a training run works with. */
export interface Session extends SessionText {
  readonly config: TrainConfig;
  readonly files: RunFiles;
  readonly model: LanguageModel;
  readonly parameters: ParameterTree;
  readonly task: Task<Window>;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly training: Training;
  readonly saved: Checkpoints;
  readonly key: Key;
}

/** Cuts a text for training and evaluation. @throws RangeError when a part is too short */
export function cutText(data: TextData, vocabulary: Vocabulary, { batch, time }: TrainConfig): SessionText {
  const held = (ids: Int32Array) => contiguousBatches(ids, { batch, time, remainder: 'pad' });
  const train = contiguousBatches(data.train, { batch, time });
  return { vocabulary, batches: { train, validation: held(data.validation), test: held(data.test) } };
}

/** Allocates a model and what its training needs, on the device that was started. */
export function startSession({ config, files }: TrainRequest, text: SessionText): Session {
  const { model, parameters, task } = buildTask(config, text.vocabulary.size);
  const schedule = scheduleFor(config);
  const optimizer = clipByGlobalNorm(config.clip, adam({ learningRate: schedule }));
  return {
    ...text,
    config,
    files,
    model,
    parameters,
    task,
    schedule,
    optimizer,
    training: startTraining(task, optimizer, text.batches.train.streams),
    saved: checkpoints(files.checkpoints),
    key: foldIn(key(config.seed), 'training'),
  };
}

/** The paper's schedule, which ends at zero when a share of the steps is given to that. */
function scheduleFor({ learningRate, warmup, cooldown, steps }: TrainConfig): Schedule {
  return linearCooldown(warmupInverseSquareRoot({ peak: learningRate, warmup }), { steps, share: cooldown });
}
