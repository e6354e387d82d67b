import * as v from 'valibot';
import { type OptionValues, option } from './option.js';
import { deviceOption } from './deviceOption.js';
import { corpusOptions } from './corpusOptions.js';
import { flag, notNegative, positive, share, text, wholeNumber } from './schema.js';

/** Every option of `train`, as the command line and the config file know it. */
export const trainOptions = {
  preset: option('--preset <name>', 'the model; `outrageous-lm presets` lists them', text('the name of a preset'), 'small-moe-32'),
  ...corpusOptions,
  vocabulary: option('--vocabulary <words>', 'keep this many of the most frequent words, the rest is <unk>', wholeNumber(3), 10_000),
  batch: option('--batch <streams>', 'texts that are read side by side', wholeNumber(1), 32),
  time: option('--time <words>', 'words of each text per step; gradients reach that far back', wholeNumber(1), 20),
  steps: option('--steps <count>', 'updates of the parameters, in all', wholeNumber(1), 1500),
  seed: option('--seed <number>', 'decides all initial values, noise and dropout', wholeNumber(0), 0),
  learningRate: option('--learning-rate <rate>', 'the peak of the learning rate', positive(), 4e-3),
  warmup: option('--warmup <steps>', 'the learning rate rises for so many steps, then falls with the inverse square root', wholeNumber(1), 200),
  dropout: option('--dropout <share>', "the share of each layer's output that is dropped while training", share(), 0.1),
  clip: option('--clip <norm>', 'gradients of a larger global norm are scaled down to it', positive(), 1),
  importanceWeight: option('--importance-weight <weight>', 'how much unequal importance of experts costs', v.optional(notNegative()), undefined, "the preset's, mostly 0.1"),
  loadWeight: option('--load-weight <weight>', 'how much unequal load of experts costs', v.optional(notNegative()), undefined, "the preset's, mostly 0.1"),
  evaluateEvery: option('--evaluate-every <steps>', 'measure the validation perplexity this often', wholeNumber(1), 500),
  checkpointEvery: option('--checkpoint-every <steps>', 'save a checkpoint this often', wholeNumber(1), 250),
  run: option('--run <folder>', 'where checkpoints, metrics.jsonl and config.json go', v.optional(text('a folder')), undefined, 'runs/<preset>-<time>'),
  resume: option('--resume', 'continue the run in the folder of --run, exactly where its last checkpoint is', flag(), false),
  device: deviceOption,
  json: option('--json', 'print one JSON object on standard output when done', flag(), false),
};

/** The effective configuration of a training run. */
export type TrainConfig = OptionValues<typeof trainOptions>;
