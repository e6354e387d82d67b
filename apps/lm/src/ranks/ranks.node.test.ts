import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installMpi, whyNoMpi } from '@outrageous/parallel/node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cliProgram } from '../cliProgram.js';
import { readMetrics } from '../run/readMetrics.js';
import { type Finished, folderWithText, patience, runProgram, startProgram, tinyRun } from '../testing/program.js';

vi.setConfig({ testTimeout: patience });

const missing = await whyNoMpi();
if (missing !== undefined) console.warn(`SKIPPED: MPI is missing on this machine. ${missing}`);

let folder: string;
let whole: Finished;

/** Eight steps on two ranks, with streams that don't divide evenly. */
beforeAll(async () => {
  if (missing !== undefined) return;
  folder = await folderWithText();
  whole = await runProgram(folder, ...tinyRun, '--ranks', '2', '--steps', '8', '--evaluate-every', '4', '--json');
}, patience);

interface Line {
  readonly step: number;
  readonly loss?: number;
  readonly communication?: number;
}

function metricsIn(run: string): Promise<Line[]> {
  return readMetrics(join(folder, run));
}

async function lossesOf(run: string): Promise<(readonly [number, number])[]> {
  return (await metricsIn(run)).flatMap(({ step, loss }) => (loss === undefined ? [] : [[step, loss] as const]));
}

describe.skipIf(missing !== undefined)('train --ranks', () => {
  it('writes files as one process does, and checkpoints of a file for each rank', async () => {
    expect(whole.stderr).toContain('run: run, 8 steps, on 2 ranks');
    expect(whole.code).toBe(0);
    expect(await readdir(join(folder, 'run'))).toEqual([
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'vocabulary.json',
    ]);
    const files = await readdir(join(folder, 'run/checkpoints'));
    expect(files.map((name) => name.replace(/-[0-9a-f]{8}-/, '-id-'))).toEqual([
      'best-id-0-of-2.safetensors',
      'best-id-1-of-2.safetensors',
      'best.safetensors',
      'last-id-0-of-2.safetensors',
      'last-id-1-of-2.safetensors',
      'last.safetensors',
    ]);
  });

  it('speaks through the first rank alone, and says what share of the time is communication', async () => {
    expect(whole.stderr.match(/device: wasm/g)).toHaveLength(1);
    expect(whole.stderr).toMatch(/step 8 of 8 · \d+ tokens\/s · \d+% communication · .* left/);
    expect(whole.stderr).toMatch(/8 steps are done \(\d+ seconds, \d+% of them communication\)/);
    const { tokens, ranks, communication } = JSON.parse(whole.stdout) as Record<string, number>;
    expect({ tokens, ranks }).toEqual({ tokens: 8 * 3 * 4, ranks: 2 });
    for (const share of [communication, (await metricsIn('run'))[0].communication]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
  });

  it('makes runs that one process evaluates, looks into, and goes on with', async () => {
    const { test } = JSON.parse(whole.stdout) as { test: { loss: number; tokens: number } };
    const evaluated = await runProgram(folder, 'evaluate', '--run', 'run', '--device', 'wasm', '--json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      tokens: test.tokens,
      loss: expect.closeTo(test.loss, 5) as number,
    });
    const experts = await runProgram(folder, 'experts', '--run', 'run', '--device', 'wasm', '--json');
    expect(JSON.parse(experts.stdout)).toMatchObject({ step: 8 });
    const sampled = await runProgram(folder, 'sample', '--run', 'run', '--device', 'wasm', '--length', '5');
    expect(sampled.code).toBe(0);
  });

  it('goes on exactly, and on another number of ranks too', async () => {
    const first = await runProgram(folder, ...tinyRun, '--run', 'halves', '--ranks', '2', '--steps', '3');
    expect(first.code).toBe(0);
    const second = await runProgram(folder, 'train', '--resume', '--run', 'halves', '--steps', '8');
    expect(second.stderr).toContain('8 steps, going on after step 3, on 2 ranks');
    expect(await lossesOf('halves')).toEqual(await lossesOf('run'));
    const alone = await runProgram(folder, 'train', '--resume', '--run', 'halves', '--steps', '9', '--ranks', '1');
    expect(alone.code).toBe(0);
    expect(await readdir(join(folder, 'halves/checkpoints'))).toContain('last.safetensors');
    const three = await runProgram(folder, 'train', '--resume', '--run', 'halves', '--steps', '10', '--ranks', '3');
    expect(three.code).toBe(0);
    expect((await lossesOf('halves')).map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('learns with copies of the experts what one process learns, and goes on without copies', async () => {
    // A gate without noise: which rank draws which numbers then makes no difference.
    const gate = ['--gate', '@outrageous/gating#biasBalanced', '--gate-options', '{"k":2}', '--batch', '8'];
    const alone = await runProgram(folder, ...tinyRun, ...gate, '--run', 'alone', '--steps', '6');
    expect(alone.code, alone.stderr).toBe(0);
    const copies = ['--ranks', '4', '--expert-ranks', '2'];
    const copied = await runProgram(folder, ...tinyRun, ...gate, ...copies, '--run', 'copied', '--steps', '4');
    expect(copied.code, copied.stderr).toBe(0);
    const two = ['--ranks', '2', '--expert-ranks', '2'];
    const resumed = await runProgram(folder, 'train', '--resume', '--run', 'copied', ...two, '--steps', '6');
    expect(resumed.code, resumed.stderr).toBe(0);
    const close = (await lossesOf('alone')).map(([step, loss]) => [step, expect.closeTo(loss, 5) as number]);
    expect(await lossesOf('copied')).toEqual(close);
  });

  it('takes the device that ranks can use, and says why', async () => {
    const { code, stderr } = await runProgram(
      folder,
      ...tinyRun,
      ...['--device', 'auto', '--run', 'auto', '--ranks', '2', '--steps', '1'],
    );
    expect(stderr).toMatch(
      /device: tensorflow, .+ \(of the devices that several ranks can read at once, it is the fastest\)/,
    );
    expect(code).toBe(0);
  });

  it.each([
    ['SIGINT', 'SIGINT', 130],
    // mpiexec doesn't know it, so ranks hear another.
    ['SIGHUP', 'SIGTERM', 129],
  ] as const)('stops all ranks in good order on %s', async (signal, heard, exit) => {
    const run = `stopped-${signal}`;
    const running = startProgram(folder, ...tinyRun, '--run', run, '--ranks', '2', '--steps', '100000');
    await running.said('step 1 of');
    running.child.kill(signal);
    const { code, stderr } = await running.finished;
    const saved = new RegExp(`stopped by ${heard}; step \\d+ is saved in ${run}/checkpoints`, 'g');
    expect(stderr.match(saved)).toHaveLength(1);
    expect(code).toBe(exit);
    const step = Number(/step ([\d,]+) is saved in/.exec(stderr)?.[1].replace(',', ''));
    const opened = await runProgram(
      folder,
      'evaluate',
      '--run',
      run,
      '--checkpoint',
      'last',
      '--device',
      'wasm',
      '--json',
    );
    expect(JSON.parse(opened.stdout)).toMatchObject({ step });
  });

  it('says before any work, and once, what does not fit', async () => {
    const taken = await runProgram(folder, ...tinyRun, '--ranks', '2');
    expect(taken.stderr).toContain('outrageous-lm: run holds a run already');
    expect(taken.code).toBe(2);
    const streams = await runProgram(folder, ...tinyRun, '--run', 'few', '--batch', '1', '--ranks', '2');
    expect(
      streams.stderr.match(/needs one or more of the 1 of a batch; use fewer processes, or a larger batch/g),
    ).toHaveLength(1);
    expect(streams.code).toBe(2);
  });
});

describe.skipIf(missing !== undefined)("a user's own mpiexec", () => {
  it('starts the same program', async () => {
    const { code, stderr } = await mpiexec(...tinyRun, '--run', 'own', '--steps', '1');
    expect(stderr).toContain('run: own, 1 steps, on 2 ranks');
    expect(code).toBe(0);
  });

  it('must agree with --ranks, and needs a folder', async () => {
    const three = await mpiexec(...tinyRun, '--run', 'three', '--ranks', '3');
    expect(three.stderr).toContain(
      'outrageous-lm: --ranks 3 was said, and 2 were started; leave --ranks out, or say 2',
    );
    expect(three.code).toBe(2);
    const nowhere = await mpiexec('train', '--device', 'wasm');
    expect(nowhere.stderr).toContain('outrageous-lm: several ranks need one folder for their run; name it with --run');
  });
});

/** Starts two ranks of the program as a user does who has an `mpiexec`. */
async function mpiexec(...parameters: readonly string[]): Promise<{ code: number; stderr: string }> {
  const { mpiexec: program = 'mpiexec' } = await installMpi();
  return new Promise((resolve) =>
    execFile(
      program,
      ['-launcher', 'fork', '-n', '2', process.execPath, cliProgram, ...parameters],
      { cwd: folder },
      (error, _, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    ),
  );
}
