import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mpiexecCommand } from './mpiexecCommand.js';

/** An mpiexec that says this of its version. */
async function mpiexecOf(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-mpiexec-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'mpiexec');
  await writeFile(path, `#!/bin/sh\necho '${version}'\n`);
  await chmod(path, 0o755);
  return path;
}

test('MPICH is told to stay on this machine', async () => {
  const mpiexec = await mpiexecOf('HYDRA build details:');
  const command = [mpiexec, '-launcher', 'fork', '-hosts', 'localhost', '-n', '4'];
  expect(await mpiexecCommand({ library: 'libmpi_abi.so.1', mpiexec }, 4)).toEqual(command);
});

test('Open MPI is told that root may start ranks, and more than there are processors', async () => {
  const mpiexec = await mpiexecOf('mpiexec (Open MPI) 6.0.0');
  const command = [mpiexec, '--allow-run-as-root', '--oversubscribe', '--host', 'localhost', '-n', '4'];
  expect(await mpiexecCommand({ library: 'libmpi_abi.so.1', mpiexec }, 4)).toEqual(command);
});

test('a library without an mpiexec is for other launchers', async () => {
  await expect(mpiexecCommand({ library: 'libmpi_abi.so.1' }, 2)).rejects.toThrow(
    "launch: found the MPI library 'libmpi_abi.so.1', and no mpiexec that belongs to it. Start the program with the one " +
      'that starts MPI programs here, such as `srun -n 4 node program.js`, or name the folder of an MPI that has an ' +
      'mpiexec in OUTRAGEOUS_MPI.',
  );
});

test('an mpiexec that does not run is named', async () => {
  await expect(mpiexecCommand({ library: 'libmpi_abi.so.1', mpiexec: '/nowhere/mpiexec' }, 2)).rejects.toThrow(
    /^launch: '\/nowhere\/mpiexec' doesn't run \(.*ENOENT.*\)\. Name the folder of an MPI that works in OUTRAGEOUS_MPI\.$/,
  );
});
