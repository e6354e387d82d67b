import * as v from 'valibot';
import { calledAs } from '../calledAs.js';
import { corpusOptions } from './corpusOptions.js';
import { deviceOption } from './deviceOption.js';
import { option, type OptionValues } from './option.js';
import { pluginOptions } from './pluginOptions.js';
import { flag, notNegative, positive, share, text, wholeNumber } from './schema.js';

const modelOptions = {
  preset: option(
    '--preset <name>',
    `the model; '${calledAs()} presets' lists them`,
    text('the name of a preset'),
    'small-moe-32',
  ),
  vocabulary: option(
    '--vocabulary <words>',
    'keep this many of the most frequent words; the rest are <unk>',
    wholeNumber(3),
    10_000,
  ),
  importanceWeight: option(
    '--importance-weight <weight>',
    'how much unequal importance of experts costs',
    v.optional(notNegative()),
    undefined,
    "the preset's, mostly 0.1; 0 with --gate",
  ),
  loadWeight: option(
    '--load-weight <weight>',
    'how much unequal load of experts costs',
    v.optional(notNegative()),
    undefined,
    "the preset's, mostly 0.1; 0 with --gate",
  ),
};

const learningOptions = {
  steps: option('--steps <count>', 'updates of the parameters, in all', wholeNumber(1), 1500),
  batch: option('--batch <streams>', 'texts that are read side by side', wholeNumber(1), 32),
  time: option('--time <words>', 'words of each text per step; gradients reach that far back', wholeNumber(1), 20),
  learningRate: option('--learning-rate <rate>', 'the peak of the learning rate', positive(), 8e-3),
  warmup: option(
    '--warmup <steps>',
    'steps until the peak; after it, the rate falls with the inverse square root of the step',
    wholeNumber(1),
    200,
  ),
  cooldown: option(
    '--cooldown <share>',
    'the share of all steps, at the end, over which the rate falls to zero; going on with more steps lets it rise again',
    share(),
    0.5,
  ),
  dropout: option(
    '--dropout <share>',
    "the share of each layer's output that is dropped; from 0.1 on where a text is read several times",
    share(),
    0,
  ),
  clip: option('--clip <norm>', 'gradients of a larger global norm are scaled down to it', positive(), 1),
  seed: option('--seed <number>', 'decides all initial values, noise and dropout', wholeNumber(0), 0),
};

const runOptions = {
  run: option(
    '--run <folder>',
    'where checkpoints, metrics.jsonl, vocabulary.json and config.json go',
    v.optional(text('a folder')),
    undefined,
    'runs/<preset>-<time>; the latest with --resume',
  ),
  resume: option('--resume', "go on exactly where a run's last checkpoint is, with its options", flag(), false),
  evaluateEvery: option(
    '--evaluate-every <steps>',
    'measure the validation perplexity, and keep the best checkpoint, this often',
    wholeNumber(1),
    500,
  ),
  checkpointEvery: option('--checkpoint-every <steps>', 'save the last checkpoint this often', wholeNumber(1), 250),
  device: deviceOption,
  ranks: option(
    '--ranks <count>',
    'processes on this machine that share the experts and the streams of a batch',
    v.optional(wholeNumber(1)),
    undefined,
    '1, or as many as mpiexec or srun has started',
  ),
  expertRanks: option(
    '--expert-ranks <count>',
    'how many ranks hold each expert once between them; a divisor of the ranks',
    v.optional(wholeNumber(1)),
    undefined,
    'all, or as many as there are experts for',
  ),
  oversubscribe: option(
    '--oversubscribe',
    'train also where this machine has too little memory, or too few cores for the ranks, by what the plan says',
    flag(),
    false,
  ),
  sampleWords: option(
    '--sample-words <count>',
    'words of the sample that is shown at the end; 0 shows none',
    wholeNumber(0),
    60,
  ),
  json: option('--json', 'print one JSON object on standard output when done', flag(), false),
};

/** Every option of `train`, as the command line and the config file know it. */
export const trainOptions = { ...modelOptions, ...pluginOptions, ...corpusOptions, ...learningOptions, ...runOptions };

/** The same options under the headings of the help. */
export const trainOptionGroups = {
  'The model': modelOptions,
  'Parts of the model by name': pluginOptions,
  'The text': corpusOptions,
  'How it learns': learningOptions,
  'The run': runOptions,
};

/** The effective configuration of a training run. */
export type TrainConfig = OptionValues<typeof trainOptions>;

/** What was said of it, by a config file or on the command line. */
export type GivenTrainOptions = Partial<TrainConfig>;
