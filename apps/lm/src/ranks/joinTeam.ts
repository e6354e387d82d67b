import type { Communicator } from '@outrageous/core';
import type { GivenTrainOptions, TrainConfig } from '../options/trainOptions.js';
import type { Preset } from '../presets/preset.js';
import { UsageError } from '../usageError.js';
import { expertRanksOf } from './expertRanks.js';
import { type Team, teamOf } from './team.js';

/** What of a training decides on its team. */
export interface TeamRequest {
  readonly preset: Preset;
  readonly config: Pick<TrainConfig, 'expertRanks'>;
  /** What was said on the command line and in the config file. */
  readonly said: GivenTrainOptions;
}

/**
 * The team of this process: all processes that `--ranks`, an `mpiexec` or `srun` has started as one job.
 *
 * @throws UsageError when what was said doesn't fit what was started
 */
export function joinTeam(world: Communicator, { config, preset, said }: TeamRequest): Team {
  if (world.size > 1) requireAgreement(world, said);
  const { expertRanks = expertRanksOf(preset, world.size) } = config;
  if (world.size % expertRanks === 0) return teamOf(world, expertRanks);
  throw new UsageError(
    `--expert-ranks ${expertRanks} doesn't divide the ${world.size} ranks into groups of equal size; ` +
      'name a divisor, or leave it out',
  );
}

function requireAgreement({ size }: Communicator, { ranks = size, run, resume, device }: GivenTrainOptions): void {
  if (ranks !== size) {
    throw new UsageError(`--ranks ${ranks} was said, and ${size} were started; leave --ranks out, or say ${size}`);
  }
  if (run === undefined && resume !== true) {
    throw new UsageError('several ranks need one folder for their run; name it with --run');
  }
  if (device === 'webgpu') {
    throw new UsageError(
      "--device webgpu can't be read at once, which several ranks need; use tensorflow, wasm or cpu",
    );
  }
}
