import { expect, test } from 'vitest';
import { launched, requireLaunched } from './launched.js';

test('launchers tell how many processes they have started', () => {
  expect(launched({})).toBeUndefined();
  expect(launched({ PMI_SIZE: '4', SLURM_STEP_NUM_TASKS: '1' })).toMatchObject({ ranks: 4 });
  expect(launched({ OMPI_COMM_WORLD_SIZE: '3' })).toEqual({ by: "Open MPI's mpiexec", ranks: 3 });
  expect(launched({ SLURM_STEP_NUM_TASKS: '2' })).toEqual({ by: 'srun', ranks: 2 });
});

test('a library that sees other ranks than were started is refused', () => {
  expect(() => requireLaunched(1, 'MPICH 5, /opt/lib', { SLURM_STEP_NUM_TASKS: '2' })).toThrow(
    "srun has started 2 processes, and MPI sees 1: they don't speak the same protocol (MPICH 5, /opt/lib). " +
      'Start the program with the mpiexec that belongs to this library (`npx outrageous-parallel install` names it), or ' +
      'name the folder of the MPI that you start it with in OUTRAGEOUS_MPI; under Slurm, `srun --mpi=pmi2` or ' +
      '`--mpi=pmix` helps.',
  );
  requireLaunched(2, 'MPICH 5, /opt/lib', { SLURM_STEP_NUM_TASKS: '2' });
  requireLaunched(1, 'MPICH 5, /opt/lib', {});
});
