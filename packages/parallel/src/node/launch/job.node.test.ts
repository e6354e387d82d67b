import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Job, openJob } from './job.js';

/** The program of a rank, which lives until it is killed. */
const program = `
  const socket = require('node:net').connect(process.argv[1]);
  socket.once('connect', () => console.log('connected'));
`;

describe('a job', () => {
  let job: Job;
  let folder: string;
  beforeEach(async () => {
    job = await openJob(3);
    folder = job.environment.OUTRAGEOUS_JOB ?? '';
  });
  afterEach(() => job.end());

  it('has lost first whoever ended first, though it hears of all at a time', async () => {
    const ranks = await Promise.all([2, 0, 1].map((rank) => startRank(folder, rank)));
    for (const rank of ranks) {
      rank.kill('SIGKILL');
      hearNothing(100);
    }
    await expect.poll(() => job.firstLost()).toBe(2);
  });

  it('has not lost who said farewell', async () => {
    const [good, bad] = [0, 1].map((rank) => connect(join(folder, `${rank}`)));
    await Promise.all([good, bad].map((socket) => once(socket, 'connect')));
    good.end('.');
    await once(good, 'close');
    expect(job.firstLost()).toBeUndefined();
    bad.destroy();
    await expect.poll(() => job.firstLost()).toBe(1);
  });
});

async function startRank(folder: string, rank: number): Promise<ChildProcess> {
  const socket = join(folder, `${rank}`);
  const started = spawn(process.execPath, ['-e', program, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(started.stdout, 'data');
  return started;
}

/** As a launcher that the system gives no processor: milliseconds. */
function hearNothing(time: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
}
