import * as v from 'valibot';
import { deviceOption } from './deviceOption.js';
import { option } from './option.js';
import { oneOf, text } from './schema.js';

/** Which of a run's checkpoints. */
const checkpointNames = ['best', 'last'] as const;

/** The options of every command that looks into a trained model. */
export const runOptions = {
  run: option('--run <folder>', 'the run to look into', v.optional(text('a folder')), undefined, 'the latest in runs/'),
  checkpoint: option(
    '--checkpoint <which>',
    'best: that of the lowest validation perplexity; last: where training stands',
    oneOf(checkpointNames),
    'best',
  ),
  device: deviceOption,
};
