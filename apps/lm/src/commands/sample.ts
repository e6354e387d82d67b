import { sampleOptions } from '../options/sampleOptions.js';
import { command } from './command.js';

const help = `
Words are drawn one after the other, with p ∝ exp(logit / temperature); <unk> is never drawn.
Each is written as soon as it is drawn; the temperature 0 takes the likeliest every time.

Examples:
  $ outrageous-lm sample
  $ outrageous-lm sample --prompt "my fellow citizens" --length 200 --temperature 0.6
  $ outrageous-lm sample --run runs/books --seed 7`;

/** `outrageous-lm sample` */
export const sampleCommand = command({
  name: 'sample',
  description: 'have a trained model write text',
  help,
  options: sampleOptions,
  run: async (options, abort) => (await import('./runSampling.js')).runSampling(options, abort),
});
