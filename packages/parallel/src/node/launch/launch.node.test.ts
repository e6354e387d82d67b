import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { describeWithMpi } from '../test/describeWithMpi.js';
import { startRanks } from '../test/startRanks.js';
import { thisMachine } from '../machine/machine.js';
import { launch } from './launch.js';

/** How long the others may live on: milliseconds. */
const prompt = 10_000;

const deaths = [
  [
    'SIGKILL',
    137,
    'SIGKILL (from somebody, or from the system because memory ran out) ended rank 2; all other ranks were',
  ],
  [
    'SIGSEGV',
    139,
    'SIGSEGV (from a crash in native code, such as a library of another version) ended rank 2; all other',
  ],
  ['SIGTERM', 143, 'SIGTERM ended rank 2; all other ranks were stopped.'],
] as const;

await describeWithMpi('launch', () => {
  it('gives each rank its parameters and its share of the processors', async () => {
    const { code, stdout } = await startRanks(2, 'tellingRank', 'first', '--second').ended;
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    const lines = [0, 1].map((rank) => `rank ${rank} of 2: first,--second with ${threads} threads`);
    expect(stdout.trim().split('\n').sort()).toEqual(lines);
    expect(code).toBe(0);
  });

  it.each(deaths)('ends the job at once when %s ends a rank, with code %i and a message', async (way, exit, words) => {
    const { code, stdout, stderr } = await startRanks(3, 'dyingRank', way).ended;
    expect(Date.now() - diedAt(stdout)).toBeLessThan(prompt);
    expect(stderr).toContain(`The job ended because ${words}`);
    expect(code).toBe(exit);
  });

  it('ends the job at once when a rank throws, and shows the error', async () => {
    const { code, stdout, stderr } = await startRanks(3, 'dyingRank', 'error').ended;
    expect(Date.now() - diedAt(stdout)).toBeLessThan(prompt);
    expect(stderr).toContain('Rank 2: Error: out of luck');
    expect(stderr).toContain('The job ended with exit code 1; its reason is above.');
    expect(code).toBe(1);
  });

  it('ends the job at once when a rank ends with an exit code, which is then its own', async () => {
    const { code, stderr } = await startRanks(3, 'dyingRank', 'code').ended;
    expect(stderr).toContain('Rank 2 ends with exit code 3, and so does the whole job.');
    expect(code).toBe(3);
  });

  it('passes a signal on, so that ranks may stop in good order', async () => {
    const job = startRanks(2, 'waitingRank');
    await expect.poll(job.said, { timeout: 60_000 }).toMatch(/(rank \d is \d+\s+){2}/);
    job.kill('SIGTERM');
    expect(await job.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('stopping') as string });
  });

  it('leaves no rank behind when it is killed', async () => {
    const job = startRanks(3, 'waitingRank');
    await expect.poll(job.said, { timeout: 60_000 }).toMatch(/(rank \d is \d+\s+){3}/);
    const ranks = [...job.said().matchAll(/is (\d+)/g)].map(([, id]) => Number(id));
    job.kill('SIGKILL');
    await expect.poll(() => ranks.filter(isAlive), { timeout: prompt }).toEqual([]);
  });
});

describe('launch, of more ranks than fit', () => {
  it.each([1000, 1e9])('starts none of %d, and says what is lacking', async (ranks) => {
    const { cores } = thisMachine();
    await expect(launch({ ranks, program: 'train.js' })).rejects.toThrow(
      `launch: got ${ranks} ranks, which need more than this machine has: ${ranks.toLocaleString('en')} processes on ` +
        `${cores} core${cores === 1 ? '' : 's'}, which are for ${8 * cores} (8 each)`,
    );
  });

  it('says so on the command line, too', async () => {
    const { code, stderr } = await startRanks(100_000, 'tellingRank').ended;
    expect(stderr).toMatch(/^launch: got 100000 ranks, which need more than this machine has: .*--oversubscribe on a/);
    expect(code).toBe(1);
  });
});

describe('launch, of a wrong number of ranks', () => {
  it.each([0, 1.5, NaN])('refuses %d', async (ranks) => {
    await expect(launch({ ranks, program: 'train.js' })).rejects.toThrow(
      `launch: ranks must be a whole number from 1 up, got ${ranks}`,
    );
  });
});

function diedAt(stdout: string): number {
  return Number(/dies at (\d+)/.exec(stdout)?.[1]);
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
