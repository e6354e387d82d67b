import type { Command } from 'commander';
import { sampleOptions } from '../options/sampleOptions.js';
import { addCommand } from './addCommand.js';

/** `outrageous-lm sample` */
export function addSampleCommand(program: Command): void {
  addCommand(program, {
    name: 'sample',
    description: 'have a trained model write text',
    help,
    options: sampleOptions,
    run: async (options) => (await import('./runSampling.js')).runSampling(options),
  });
}

const help = `
Words are drawn one after the other, with p ∝ exp(logit / temperature); <unk> is never drawn.

Examples:
  $ outrageous-lm sample
  $ outrageous-lm sample --prompt "my fellow citizens" --length 200 --temperature 0.6
  $ outrageous-lm sample --run runs/books --seed 7`;
