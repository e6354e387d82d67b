import { option } from '../options/option.js';
import { flag } from '../options/schema.js';
import { command } from './command.js';

const help = `
Each device multiplies two matrices in a process of its own. Nothing is installed.

Examples:
  $ outrageous-lm doctor
  $ outrageous-lm doctor --json | jq '.devices[] | select(.works) | .name'`;

/** `outrageous-lm doctor` */
export const doctorCommand = command({
  name: 'doctor',
  description: 'start each device, time it, and say what to do about those that fail',
  help,
  options: {
    json: option('--json', 'print one JSON object on standard output: { devices: [...] }', flag(), false),
  },
  run: async ({ json }) => (await import('./examineDevices.js')).examineDevices(json),
});
