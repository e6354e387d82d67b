import * as core from '../index.js';
import { describe, expect, it } from 'vitest';
import { optionConformance } from '../testing/index.js';

const { evenShard, foldIn, fromRow, initialize, key, normal, normalWith, parameterSpec, sharded, split } = core;
const { uniformFanIn, uniformWithin, wordsOf, zeros } = core;

/** What a user of JavaScript may hand over. */
const any = (value: unknown) => value as never;

const trials = [
  {
    name: 'parameterSpec',
    make: (options: core.ParameterOptions) => parameterSpec([2, 3], zeros, options),
    required: {},
    optional: { perExpert: true, perGroup: true, table: true, ownStep: true },
  },
  {
    name: 'sharded',
    make: (shard: core.Shard) => sharded({}, shard),
    required: { first: 0, count: 2, of: 4 },
  },
  {
    name: 'shardedByGroup',
    make: (shard: core.Shard) => core.shardedByGroup({}, shard),
    required: { first: 0, count: 2, of: 4 },
  },
];

describe.each(trials)('options of $name', (trial) => {
  for (const { name, run } of optionConformance(trial)) it(name, run);
});

it.each<[string, () => unknown, string]>([
  [
    'initialize without a key',
    () => initialize({}, any(0)),
    'initialize: the key must be a key, such as key(0), got 0',
  ],
  [
    'initialize with a model',
    () => initialize(any({ parameters: {}, apply: () => 0 }), key(0)),
    'initialize: the specs must be a tree of parameter specs, such as model.parameters, got an object with parameters, apply',
  ],
  ['foldIn of a number', () => foldIn(any(0), 1), 'foldIn: the key must be a key, such as key(0), got 0'],
  ['split of a number', () => split(any(0), 2), 'split: the key must be a key, such as key(0), got 0'],
  ['split into half a key', () => split(key(0), 0.5), 'split: count must be a whole number from 0 up, got 0.5'],
  ['fromRow of a number', () => fromRow(any(0), 2), 'the key must be a key, such as key(0), got 0'],
  ['fromRow below 0', () => fromRow(key(0), -2), 'fromRow: row must be a whole number from 0 up, got -2'],
  ['wordsOf of nothing', () => wordsOf(any(undefined)), 'the key is missing, it must be a key, such as key(0)'],
  ['draws with a seed', () => normal(any(7), [2]), 'the key must be a key, such as key(0), got 7'],
  [
    'a shape with NaN',
    () => parameterSpec([2, NaN], zeros),
    'parameterSpec: the shape must be a list of whole numbers from 0 up, got [2, NaN]',
  ],
  [
    'a shape that is a number',
    () => parameterSpec(any(2), zeros),
    'parameterSpec: the shape must be a list of whole numbers from 0 up, got 2',
  ],
  [
    'a number as initializer',
    () => parameterSpec([2], any(0)),
    'parameterSpec: the initializer must be a function, got 0',
  ],
  ['no initializer', () => parameterSpec([2], any(undefined)), 'parameterSpec: the initializer is missing'],
  ['a shard beyond all', () => sharded({}, { first: 3, count: 2, of: 4 }), 'sharded: first + count must be 4 at most'],
  [
    'half a thing',
    () => evenShard(1.5, { rank: 0, size: 1 }),
    'evenShard: of must be a whole number from 0 up, got 1.5',
  ],
  ['no process', () => evenShard(2, any(undefined)), 'evenShard: the process is missing'],
  [
    'a rank of its own',
    () => evenShard(2, { rank: 2, size: 2 }),
    'evenShard: its rank must be below its size, 2, got 2',
  ],
  ['a fan-in of 0', () => uniformFanIn(0), 'uniformFanIn: fanIn must be a number above 0, got 0'],
  ['a gain of NaN', () => uniformFanIn(2, NaN), 'uniformFanIn: gain must be a finite number, got NaN'],
  ['a bound of nothing', () => uniformWithin(any(undefined)), 'uniformWithin: bound is missing'],
  [
    'a negative deviation',
    () => normalWith(-1),
    'normalWith: the standard deviation must be a number from 0 up, got -1',
  ],
])('%s is refused', (_, call, message) => {
  expect(call).toThrow(message);
});
