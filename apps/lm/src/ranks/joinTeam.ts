import type { Communicator } from '@outrageous/core';
import type { TrainRequest } from '../commands/train/trainRequest.js';
import { UsageError } from '../usageError.js';
import { expertRanksOf } from './expertRanks.js';
import { type Team, teamOf } from './team.js';

/**
 * The team of this process: all processes that `--ranks`, an `mpiexec` or `srun` has started as one job.
 *
 * @throws UsageError when what was said doesn't fit what was started
 */
export function joinTeam(world: Communicator, { config, preset, said }: TrainRequest): Team {
  if (world.size > 1) requireAgreement(world, said);
  const { expertRanks = expertRanksOf(preset, world.size) } = config;
  if (world.size % expertRanks === 0) return teamOf(world, expertRanks);
  throw new UsageError(
    `--expert-ranks ${expertRanks} doesn't divide the ${world.size} ranks into groups of equal size; ` +
      'name a divisor, or leave it out',
  );
}

function requireAgreement({ size }: Communicator, { ranks = size, run, resume, device }: TrainRequest['said']): void {
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
