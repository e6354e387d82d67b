import { createRequire } from 'node:module';
import { Command } from 'commander';
import { launch } from './launch/launch.js';
import { installMpi } from './setUp/installMpi.js';
import { MpiSetUpError } from './setUp/mpiSetUpError.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** Standard output is for results; what goes on in between is written on standard error. */
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const program = new Command('outrageous-parallel')
  .description('Sets up MPI, and starts programs on several processes.')
  .version(version)
  .enablePositionalOptions();

program
  .command('install')
  .description('set up MPI, or find the one of the system, and say where its mpiexec and its library are')
  .action(async () => {
    const { mpiexec = 'none', library } = await installMpi();
    print(`mpiexec: ${mpiexec}\nlibrary: ${library}`);
  });

program
  .command('run')
  .description('start a JavaScript program on several processes of this machine')
  .requiredOption('--ranks <number>', 'how many', Number)
  .option('--oversubscribe', 'also where the machine has too few cores or too little memory for so many')
  .argument('<program>', 'the file')
  .argument('[parameters...]', "the program's own")
  .passThroughOptions()
  .action(async (file: string, parameters: string[], options: { ranks: number; oversubscribe?: boolean }) => {
    const { code, failure } = await launch({ ...options, program: file, parameters });
    if (failure !== undefined) console.error(failure);
    process.exitCode = code;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof MpiSetUpError || error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
