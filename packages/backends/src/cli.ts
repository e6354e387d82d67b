import { createRequire } from 'node:module';
import { Command } from 'commander';
import { DeviceError, reasonOf } from './deviceError.js';
import { describeReport, doctor } from './doctor/doctor.js';
import { installTensorflow, type InstallOptions } from './tensorflow/installTensorflow.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Standard output is for results; what goes on in between is written on standard error. */
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const program = new Command('outrageous-backends')
  .description('Sets up and examines the devices of TensorFlow.js.')
  .version(version);

program
  .command('install')
  .description('set up the tensorflow device (answers at once where that has been done)')
  .option('--cuda', 'the build for NVIDIA GPUs, with the CUDA libraries (3.4 GB to download)')
  .option('--library <folder>', 'use the libtensorflow or Python tensorflow package in this folder')
  .option('--wheel <file>', 'use a wheel of tensorflow or tensorflow-cpu on this disk')
  .action(async (options: InstallOptions) => {
    const { binding } = await installTensorflow(options);
    print(`The tensorflow device is ready: ${binding}`);
  });

program
  .command('doctor')
  .description('start each device, multiply two matrices on it, and say what to do where that fails')
  .option('--json', 'print the reports as JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const reports = await doctor();
    print(json ? JSON.stringify(reports) : reports.map(describeReport).join('\n'));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof DeviceError ? error.message : `outrageous-backends: ${reasonOf(error)}`);
  process.exitCode = 1;
}
