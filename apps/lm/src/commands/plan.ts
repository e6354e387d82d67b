import { planOptions } from '../options/planOptions.js';
import { command } from './command.js';

const help = `
Nothing is allocated: memory, network and time follow from the layers' descriptions by
arithmetic (docs/parallel.md has the formulas, and how near they come).

Examples:
  $ outrageous-lm plan --preset moe-256-h --batch 15000
  $ outrageous-lm plan --preset moe-131072-h --devices 128 --batch 125000 --expert-optimizer factored --recompute
  $ outrageous-lm plan --preset moe-32 --cluster cores --measure
  $ outrageous-lm plan --cluster h100 --devices 64 --network-bandwidth 50 --json | jq .best.strategy`;

/** `outrageous-lm plan` */
export const planCommand = command({
  name: 'plan',
  description: 'say what a model would take on a cluster, in each way to spread it, and which to take',
  help,
  options: planOptions,
  run: async (options) => (await import('./printPlan.js')).printPlan(options),
});
