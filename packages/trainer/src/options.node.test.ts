import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { key } from '@outrageous/core';
import { optionConformance, type OptionTrial } from '@outrageous/core/testing';
import { describe, expect, it } from 'vitest';
import * as trainer from './index.js';
import * as node from './node/index.js';
import { tinyTask } from './test/tinyTask.js';

const { adam, clipByGlobalNorm, contiguousBatches, factoredAdam, linearCooldown, partition, sgd } = trainer;
const { startTraining, textCorpus, train, withOwnSteps, withWeightDecay, words } = trainer;

/** What a user of JavaScript may hand over. */
const any = (value: unknown) => value as never;

const optimizer = sgd({ learningRate: 0.1 });
const text = Int32Array.from({ length: 20 }, (_, i) => i % 7);
const batches = contiguousBatches(text, { batch: 2, time: 2 });
const task = tinyTask();
const training: trainer.Training = {
  parameters: {},
  optimizer: { step: 0, slots: {} },
  streams: { first: 0, count: 2, of: 2 },
  recurrent: {},
  tokens: 0,
};
const steps = {
  required: { optimizer, batches, steps: 0, key: key(0) },
  optional: { learningRate: () => 1, metricsEvery: 1, signal: new AbortController().signal },
};

const trials: { readonly [name: string]: Omit<OptionTrial, 'name'> & { readonly named?: string } } = {
  adam: {
    make: adam,
    required: { learningRate: 0.1 },
    optional: { beta1: 0.5, beta2: 0.5, epsilon: 1e-6 },
    fractions: ['learningRate', 'beta1', 'beta2', 'epsilon'],
  },
  factoredAdam: {
    make: factoredAdam,
    required: { learningRate: 0.1 },
    optional: { beta2: 0.5, epsilon: 1e-6 },
    fractions: ['learningRate', 'beta2', 'epsilon'],
  },
  sgd: {
    make: sgd,
    required: { learningRate: 0.1 },
    optional: { momentum: 0.9 },
    fractions: ['learningRate'],
  },
  withWeightDecay: {
    make: (options: trainer.WeightDecayOptions) => withWeightDecay(optimizer, options),
    required: { decay: 0.1, learningRate: 0.1 },
    optional: { of: () => true },
    fractions: ['decay', 'learningRate'],
  },
  clipByGlobalNorm: {
    make: (options: trainer.ClipOptions) => clipByGlobalNorm(1, optimizer, options),
    required: {},
    optional: { norm: () => tf.scalar(1) },
  },
  warmupInverseSquareRoot: {
    make: trainer.warmupInverseSquareRoot,
    required: { peak: 0.1 },
    optional: { warmup: 10 },
    fractions: ['peak', 'warmup'],
  },
  linearCooldown: {
    make: (options: trainer.CooldownOptions) => linearCooldown(1, options),
    required: { steps: 10, share: 0.5 },
    fractions: ['steps'],
  },
  contiguousBatches: {
    make: (options: trainer.ContiguousOptions) => contiguousBatches(text, options),
    required: { batch: 2, time: 2 },
    optional: { streams: { first: 0, count: 1 }, remainder: 'pad' },
  },
  buildVocabulary: {
    make: (options: trainer.VocabularyOptions) => trainer.buildVocabulary(['a'], options),
    required: {},
    optional: { limit: 4 },
    infinite: ['limit'],
  },
  words: { make: words, required: {}, optional: { lowerCase: true } },
  train: { make: (options: trainer.TrainOptions<trainer.Window>) => train(task, any(training), options), ...steps },
  trainWith: {
    named: 'train',
    make: (options: trainer.TrainOptions<trainer.Window>) =>
      trainer.trainWith(task, any(training), options, () => undefined),
    ...steps,
  },
  evaluate: {
    make: (options: trainer.EvaluateOptions) =>
      trainer.evaluate(tinyTask(), { ...batches, windowsPerEpoch: 0 }, options),
    required: {},
    optional: { onProgress: () => undefined, signal: new AbortController().signal },
  },
  encodeShard: {
    make: (options: trainer.ShardOptions) => trainer.encodeShard(training, options),
    required: { rank: 0, id: 'a' },
    optional: { replica: 1 },
  },
  encodeIndex: {
    make: (options: trainer.IndexOptions) => trainer.encodeIndex(training, options),
    required: { id: 'a', shards: ['a-0.safetensors'] },
    optional: { extra: { best: 1 } },
  },
};

/** Functions without options. */
const others = [
  ...['CheckpointError', 'NonFiniteError', 'blobBytes', 'breathe', 'countWords', 'crossEntropy', 'disposeTraining'],
  ...['encodeCheckpoint', 'encodeCorpus', 'globalNorm', 'openCheckpoint', 'partition', 'startTraining', 'textCorpus'],
  ...['tokenizedLines', 'vocabularyFromJson', 'withOwnSteps'],
];

describe.each(Object.entries(trials))('options of %s', (name, { named = name, ...trial }) => {
  for (const check of optionConformance({ name: named, ...trial })) it(check.name, check.run);
});

it('knows whether each exported function takes options', () => {
  const functions = Object.entries(trainer).filter(([, value]) => typeof value === 'function');
  expect(functions.map(([name]) => name).sort()).toEqual([...Object.keys(trials), ...others].sort());
});

const noOptimizer = 'must be an optimizer with init and update, such as adam({ learningRate: 0.001 }), got';

it.each<[string, () => unknown, string]>([
  ['adam of nothing', () => adam(any(undefined)), 'adam: needs its options as an object, such as { learningRate: … }'],
  [
    'adam of a rate',
    () => adam(any(1e-3)),
    'adam: needs its options as an object, such as { learningRate: … }, got 0.001',
  ],
  [
    'adam without a rate',
    () => adam(any({})),
    'adam: learningRate is missing, it must be a number from 0 up, or a function',
  ],
  ['adam of lr', () => adam(any({ lr: 0.1 })), "adam: there is no option 'lr' (did you mean 'learningRate'?)"],
  ['adam with β2 = 1', () => adam({ learningRate: 1, beta2: 1 }), 'adam: beta2 must be in [0, 1), got 1'],
  [
    'sgd with too much momentum',
    () => sgd({ learningRate: 1, momentum: 2 }),
    'sgd: momentum must be a number from 0 to 1',
  ],
  [
    'a foreign optimizer',
    () => clipByGlobalNorm(1, any(tf.train.adam(0.1))),
    `clipByGlobalNorm: the optimizer ${noOptimizer}`,
  ],
  [
    'a foreign one in startTraining',
    () => startTraining(task, any(tf.train.adam(0.1)), 2),
    'got something made by AdamOptimizer; those of tf.train know neither keys nor rows of experts: take adam',
  ],
  [
    'a foreign one in train',
    () => train(task, any(training), { ...steps.required, optimizer: any(tf.train.sgd(1)) }),
    `train: optimizer ${noOptimizer}`,
  ],
  [
    'a foreign one with own steps',
    () => withOwnSteps(any(tf.train.sgd(1))),
    `withOwnSteps: the optimizer ${noOptimizer}`,
  ],
  [
    'a foreign one that decays',
    () => withWeightDecay(any({}), { decay: 1, learningRate: 1 }),
    `withWeightDecay: the optimizer ${noOptimizer}`,
  ],
  ['a foreign part', () => partition(() => 'all', { all: any(tf.train.sgd(1)) }), `partition: all ${noOptimizer}`],
  [
    'a seed for a key',
    () => train(task, any(training), { ...steps.required, key: any(0) }),
    'train: key must be a key, such as key(0), got 0',
  ],
  [
    'streams that are none',
    () => startTraining(task, optimizer, any('2')),
    'startTraining: streams must be how many sequences',
  ],
  [
    'a list as text',
    () => contiguousBatches(any([1, 2, 3]), { batch: 1, time: 1 }),
    'contiguousBatches: the text must be an Int32Array',
  ],
  [
    'no tokenizer',
    () => textCorpus('to be', any(undefined)),
    'textCorpus: the tokenizer is missing, it must be a function; words() makes one',
  ],
  ['words itself', () => node.fileCorpus('a.txt', any({})), 'fileCorpus: the tokenizer must be a function'],
  ['no folder', () => node.checkpoints(any(undefined)), 'checkpoints: the folder is missing, it must be a string'],
  ['no communicator', () => node.checkpoints('runs', any({})), 'checkpoints: communicator is missing'],
])('%s is refused', (_, call, message) => {
  expect(call).toThrow(message);
});

describe('options of openMetrics', () => {
  const make = (options: node.MetricsOptions) => node.openMetrics('/dev/null', options).then((file) => file.close());
  const trial = { name: 'openMetrics', make, required: {}, optional: { keepUpTo: 4 }, infinite: ['keepUpTo'] };
  for (const { name, run } of optionConformance(trial)) it(name, run);
});
