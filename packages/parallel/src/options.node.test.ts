import { optionConformance, type OptionTrial } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as parallel from './index.js';
import { launch } from './node/index.js';
import { smallRequest } from './planner/test/smallRequest.js';

const { dataParallel, expertParallel, grid, gridStrategy, normOverRanks, plan, singleProcess } = parallel;

/** What a user of JavaScript may hand over. */
const any = (value: unknown) => value as never;

const alone = singleProcess();
const optimizer = { init: () => ({ step: 0, slots: {} }), update: () => undefined };
const trials: OptionTrial[] = [
  {
    name: 'dataParallel',
    make: (options: parallel.DataParallelOptions) => dataParallel(optimizer, alone, options),
    required: {},
    optional: { replicas: alone, bucket: 8 },
  },
  {
    name: 'normOverRanks',
    make: (options: parallel.ReplicaOptions) => normOverRanks(() => tf.scalar(1), alone, options),
    required: {},
    optional: { replicas: alone },
  },
  {
    name: 'gridStrategy',
    make: (places: parallel.Grid) =>
      gridStrategy(
        places,
        any(() => 0),
      ),
    required: { ...grid(alone) },
  },
  { name: 'plan', make: plan, required: { ...smallRequest } },
];

/** Functions without options. */
const others = [
  ...['about', 'communicatorOver', 'dataParallelTask', 'exchangeRows', 'expertParallel', 'explainPlans', 'grid'],
  ...['percent', 'placedMixture', 'placedStrategy', 'planPlacement', 'plannedModel', 'quantity'],
  ...['singleProcess', 'sumOverRanks', 'timed'],
];

describe.each(trials)('options of $name', (trial) => {
  for (const { name, run } of optionConformance(trial)) it(name, run);
});

it('knows whether each exported function takes options', () => {
  const functions = Object.entries(parallel).filter(([, value]) => typeof value === 'function');
  expect(functions.map(([name]) => name).sort()).toEqual([...trials.map(({ name }) => name), ...others].sort());
});

const noCommunicator = 'the communicator must be a communicator, such as singleProcess(), or mpiCommunicator()';

it.each<[string, () => unknown, string]>([
  ['a number of ranks', () => grid(any(4)), `grid: ${noCommunicator}`],
  ['no pool', () => expertParallel(any({}), alone), 'expertParallel: the pool must be a pool of experts'],
  [
    'a foreign optimizer',
    () => dataParallel(any({ minimize: () => 0 }), alone),
    'dataParallel: the optimizer must be an optimizer',
  ],
  ['no communicator', () => dataParallel(optimizer, any({})), `dataParallel: ${noCommunicator}`],
])('%s is refused', (_, call, message) => {
  expect(call).toThrow(message);
});

it.each([
  [{ ranks: 2, file: 'train.js' }, "launch: there is no option 'file' (did you mean 'program'?)"],
  [{ ranks: '2', program: 'train.js' }, "launch: ranks must be a whole number from 1 up, got '2'"],
  [{ ranks: 2, program: 'train.js', parameters: '--steps' }, 'launch: parameters must be a list of strings'],
])('launch refuses %o', async (options, message) => {
  await expect(launch(any(options))).rejects.toThrow(message);
});
