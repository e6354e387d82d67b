import { singleProcess } from '@outrageous/parallel';
import { expect, it } from 'vitest';
import { withFallbacks } from '../options/option.js';
import { type GivenTrainOptions, trainOptions } from '../options/trainOptions.js';
import { findPreset } from '../presets/presets.js';
import { joinTeam, type TeamRequest } from './joinTeam.js';

const requestOf = (said: GivenTrainOptions): TeamRequest => ({
  said,
  config: withFallbacks(trainOptions, said),
  preset: findPreset('small-moe-4'),
});

const world = { ...singleProcess(), size: 4 };

it('makes a team of all ranks, each with its own experts', () => {
  const { world: team, replica } = joinTeam(world, requestOf({ run: 'run' }));
  expect([team.size, replica]).toEqual([4, 0]);
});

it('says what does not go together with several ranks', () => {
  const join = (said: GivenTrainOptions) => () => joinTeam(world, requestOf(said));
  expect(join({ run: 'run', ranks: 2 })).toThrow('--ranks 2 was said, and 4 were started; leave --ranks out, or say 4');
  expect(join({})).toThrow('several ranks need one folder for their run; name it with --run');
  expect(join({ run: 'run', device: 'webgpu' })).toThrow(
    "--device webgpu can't be read at once, which several ranks need",
  );
  expect(join({ run: 'run', expertRanks: 3 })).toThrow(
    "--expert-ranks 3 doesn't divide the 4 ranks into groups of equal size; name a divisor, or leave it out",
  );
});
