import type { Command } from 'commander';
import { addOptions, option } from '../options/option.js';
import { flag } from '../options/schema.js';

const options = {
  json: option('--json', 'print one JSON object on standard output: { devices: [...] }', flag(), false),
};

/** `outrageous-lm doctor` */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('start each device, time it, and say what to do about those that fail')
    .addHelpText(
      'after',
      `
Each device multiplies two matrices in a process of its own. Nothing is installed.

Examples:
  $ outrageous-lm doctor
  $ outrageous-lm doctor --json | jq '.devices[] | select(.works) | .name'`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const { examineDevices } = await import('./examineDevices.js');
      await examineDevices(json);
    });
  addOptions(command, options);
}
