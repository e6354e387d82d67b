import { freemem } from 'node:os';
import { expect, it } from 'vitest';
import { communicatorConformance } from '../../conformance/index.js';
import { singleProcess } from '../../communicators/singleProcess.js';
import { describeWithMpi } from '../test/describeWithMpi.js';
import { findMpi } from '../setUp/installation.js';
import { rankProgram, start, startRanks } from '../test/startRanks.js';

const promises = communicatorConformance(singleProcess).map(({ name }) => name);

/** Two ranks with 2 GiB each, and what MPI needs beside. */
const roomForLarge = 7 * 2 ** 30;

await describeWithMpi('a communicator of MPI', () => {
  it.each([1, 2, 3, 4])('keeps the contract on %i ranks', async (size) => {
    const { code, stdout, stderr } = await startRanks(size, 'conformanceRank').ended;
    expect(code, stderr).toBe(0);
    for (let rank = 0; rank < size; rank++) {
      const kept = promises.map((name) => `rank ${rank} of ${size}: ${name}`);
      expect(stdout.split('\n').filter((line) => line.startsWith(`rank ${rank} `))).toEqual(kept);
    }
  });

  it('names the rank and the operation of an error, and ends the job', async () => {
    const { code, stderr } = await startRanks(2, 'misfitRank').ended;
    expect(stderr).toMatch(
      /^Rank 1: MpiError: broadcast failed on rank 1 of 2: .+\(.+\)\. All ranks must begin the same/m,
    );
    expect(stderr).toContain('Rank 1 ends with exit code 1, and so does the whole job.');
    expect(code).toBe(1);
  });

  it("runs under a user's own mpiexec", async () => {
    const mpiexec = findMpi()?.mpiexec ?? '';
    const job = start([mpiexec, '-n', '2', process.execPath, rankProgram('tellingRank')], {
      TF_NUM_INTRAOP_THREADS: '5',
    });
    const { code, stdout } = await job.ended;
    expect(stdout.trim().split('\n').sort()).toEqual([0, 1].map((rank) => `rank ${rank} of 2:  with 5 threads`));
    expect(code).toBe(0);
  });

  it('refuses to go on alone where more processes were started', async () => {
    const job = start([process.execPath, rankProgram('tellingRank')], { OMPI_COMM_WORLD_SIZE: '2' });
    const { code, stderr } = await job.ended;
    expect(stderr).toMatch(
      /MpiSetUpError: Open MPI's mpiexec has started 2 processes, and MPI sees 1: they .+\(.*MPI.*, /,
    );
    expect(code).toBe(1);
  });

  it('moves more than 2^31 numbers at once', async (context) => {
    context.skip(freemem() < roomForLarge, 'less than 7 GiB of memory are free');
    const { stdout } = await startRanks(2, 'largeRank').ended;
    expect(stdout.trim().split('\n').sort()).toEqual(['rank 0: 0,1,2,3', 'rank 1: 0,1,2,3']);
  });
});
