import { evenShard, foldIn, key, type Key, type Optimizer } from '@outrageous/core';
import {
  adam,
  type Batches,
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
import type { UnknownShares } from '../../corpus/unknownShares.js';
import type { TrainConfig } from '../../options/trainOptions.js';
import { clippedOptimizer } from '../../ranks/clippedOptimizer.js';
import type { Team } from '../../ranks/team.js';
import { buildTask, type BuiltTask } from '../../run/buildTask.js';
import type { RunFiles } from '../../run/runFolder.js';
import type { TrainRequest } from './trainRequest.js';

/** The text of a run: its words, and of its three parts, cut into windows, what this process reads. */
export interface SessionText {
  readonly vocabulary: Vocabulary;
  readonly unknownShares: UnknownShares;
  readonly batches: { readonly [Part in keyof TextData]: Batches<Window> };
}

/** All that a training run works with. */
export interface Session extends SessionText, BuiltTask {
  readonly config: TrainConfig;
  readonly files: RunFiles;
  readonly team: Team;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly training: Training;
  readonly saved: Checkpoints;
  readonly key: Key;
}

/**
 * Cuts a text for training and evaluation.
 *
 * @throws RangeError when a part is too short, or there are fewer streams than processes
 */
export function cutText(
  { train, validation, test }: TextData,
  { batch, time }: TrainConfig,
  { world }: Team,
): SessionText['batches'] {
  const options = { batch, time, streams: evenShard(batch, world) };
  const held = (ids: Int32Array) => contiguousBatches(ids, { ...options, remainder: 'pad' });
  return { train: contiguousBatches(train, options), validation: held(validation), test: held(test) };
}

/** Allocates a model and what its training needs, on the device that was started. */
export function startSession({ preset, config, files }: TrainRequest, text: SessionText, team: Team): Session {
  const built = buildTask(preset, { ...config, vocabulary: text.vocabulary }, team);
  const { world, replica } = team;
  const schedule = scheduleFor(config);
  const optimizer = clippedOptimizer(adam({ learningRate: schedule }), config.clip, team);
  return {
    ...text,
    config,
    files,
    team,
    ...built,
    schedule,
    optimizer,
    training: startTraining(built.task, optimizer, evenShard(config.batch, world)),
    saved: checkpoints(files.checkpoints, { communicator: world, replica }),
    key: foldIn(key(config.seed), 'training'),
  };
}

/** The paper's schedule, which ends at zero when a share of the steps is given to that. */
function scheduleFor({ learningRate, warmup, cooldown, steps }: TrainConfig): Schedule {
  return linearCooldown(warmupInverseSquareRoot({ peak: learningRate, warmup }), { steps, share: cooldown });
}
