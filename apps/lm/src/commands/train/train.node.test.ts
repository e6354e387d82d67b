import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../run/readMetrics.js';
import { folderWithText, patience, runProgram, startProgram, tinyRun } from '../../testing/program.js';

vi.setConfig({ testTimeout: patience });

let folder: string;
let whole: Awaited<ReturnType<typeof runProgram>>;

/** A run of eight steps, which the tests look at and compare others with. */
beforeAll(async () => {
  folder = await folderWithText();
  whole = await runProgram(folder, ...tinyRun, '--steps', '8', '--evaluate-every', '4', '--json');
}, patience);

type Line = Record<string, unknown> & { step: number };

function metricsIn(run: string): Promise<Line[]> {
  return readMetrics(join(folder, run));
}

/** Everything but the speed, which differs from run to run. */
async function courseOf(run: string): Promise<Line[]> {
  return (await metricsIn(run)).map((line) => ({ ...line, tokensPerSecond: undefined }));
}

describe('train', () => {
  it('leaves configuration, vocabulary, metrics and both checkpoints', async () => {
    expect(whole.stderr).toContain('test perplexity');
    expect(whole.code).toBe(0);
    expect((await readdir(join(folder, 'run'))).sort()).toEqual([
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'vocabulary.json',
    ]);
    expect((await readdir(join(folder, 'run/checkpoints'))).sort()).toEqual(['best.safetensors', 'last.safetensors']);
    const config = JSON.parse(await readFile(join(folder, 'run/config.json'), 'utf8')) as object;
    expect(config).toMatchObject({
      preset: 'small-moe-4',
      steps: 8,
      batch: 3,
      importanceWeight: 0.1,
      corpus: join(folder, 'text.txt'),
    });
  });

  it('prints one object with --json', () => {
    const summary = JSON.parse(whole.stdout) as {
      test: { perplexity: number };
      steps: number;
      best: { perplexity: number };
    };
    expect(summary).toMatchObject({ preset: 'small-moe-4', device: 'wasm', steps: 8, tokens: 8 * 3 * 4, run: 'run' });
    expect(summary.test.perplexity).toBeGreaterThan(1);
    expect(summary.best.perplexity).toBeGreaterThan(1);
  });

  it('writes a line for each step, and for each validation', async () => {
    const lines = await metricsIn('run');
    expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 4, 4, 5, 6, 7, 8, 8]);
    expect(Object.keys(lines[0])).toEqual([
      'step',
      'tokens',
      'loss',
      'perplexity',
      'learningRate',
      'tokensPerSecond',
      'mixtures',
    ]);
    const [mixture] = lines[0].mixtures as object[];
    expect(Object.keys(mixture)).toEqual(['importanceCv', 'loadCv', 'maxOverMeanLoad', 'deadExperts', 'droppedShare']);
    expect(lines[4].validation).toMatchObject({ perplexity: expect.any(Number) as number });
  });

  it('says how it goes, on plain lines where there is no terminal', () => {
    expect(whole.stderr).toMatch(/device: wasm, .* \(it was asked for by name\)/);
    expect(whole.stderr).toMatch(
      /step 1 of 8 · [\d,]+ tokens\/s · .* left \| loss 3\.\d+ · perplexity .* · learning rate 0\.001/,
    );
    expect(whole.stderr).toMatch(
      /experts: importance CV 0\.\d\d · load CV 0\.\d\d · max\/mean load 1\.\d\d · dead 0 of 4/,
    );
    expect(whole.stderr).toMatch(/step 4: validation perplexity [\d.]+, the best so far/);
    expect(whole.stderr).toContain('outrageous-lm sample --run run --prompt');
  });

  it('takes its own stored configuration, and repeats the run with it', async () => {
    const again = await runProgram(folder, 'train', '--config', 'run/config.json', '--run', 'again');
    expect(again.code).toBe(0);
    expect(await courseOf('again')).toEqual(await courseOf('run'));
  });

  it('goes on after a rest as if there had been none', async () => {
    const first = await runProgram(folder, ...tinyRun, '--run', 'halves', '--steps', '3', '--evaluate-every', '4');
    expect(first.code).toBe(0);
    const second = await runProgram(
      folder,
      'train',
      '--resume',
      '--run',
      'halves',
      '--steps',
      '8',
      '--json',
      '--sample-words',
      '9',
    );
    expect(second.stderr).toMatch(/\na sample of what it learnt:\n\n {2}\S.*\n\nnext:/s);
    expect(whole.stderr).not.toContain('a sample of');
    expect(second.stderr).toContain('going on after step 3');
    // The first half ended with a validation of its own.
    const course = (await courseOf('halves')).filter(({ step, validation }) => !(step === 3 && validation));
    expect(course).toEqual(await courseOf('run'));
    expect(JSON.parse(second.stdout)).toMatchObject({ test: (JSON.parse(whole.stdout) as { test: object }).test });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops in good order on %s, and goes on from there', async (signal) => {
    const run = `stopped-${signal}`;
    const running = startProgram(folder, ...tinyRun, '--run', run, '--steps', '100000');
    await running.said('step 1 of');
    running.child.kill(signal);
    const { code, stderr } = await running.finished;
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(stderr).toContain('stopping after this step (once more to stop at once, with the last checkpoint)');
    expect(stderr).toContain(`go on:  outrageous-lm train --resume --run ${run}`);
    const step = Number(/step ([\d,]+) is saved in/.exec(stderr)?.[1].replace(',', ''));
    expect((await metricsIn(run)).at(-1)).toMatchObject({ step });
    const resumed = await runProgram(folder, 'train', '--resume', '--run', run, '--steps', `${step + 1}`);
    expect(resumed.stderr).toContain(`going on after step ${step}`);
    expect(resumed.code).toBe(0);
  });

  it('can be killed at any moment, and goes on from its last checkpoint', async () => {
    const options = [...tinyRun, '--run', 'killed', '--evaluate-every', '4', '--checkpoint-every', '2'];
    const running = startProgram(folder, ...options, '--steps', '100000');
    await running.said('step 1 of');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 3000));
    running.child.kill('SIGKILL');
    await running.finished;
    const opened = await runProgram(
      folder,
      'evaluate',
      '--run',
      'killed',
      '--checkpoint',
      'last',
      '--device',
      'wasm',
      '--json',
    );
    const { step } = JSON.parse(opened.stdout) as { step: number };
    expect(step % 2).toBe(0);
    const resumed = await runProgram(folder, 'train', '--resume', '--run', 'killed', '--steps', `${Math.max(step, 8)}`);
    expect(resumed.code).toBe(0);
    expect((await courseOf('killed')).filter(({ step }) => step <= 8)).toEqual(await courseOf('run'));
  });
});

describe('train refuses, and changes nothing,', () => {
  it('a folder that holds a run', async () => {
    const { code, stderr } = await runProgram(folder, ...tinyRun);
    expect(stderr).toBe(
      "outrageous-lm: run holds a run already; '--run run --resume' continues it, another --run starts a new one\n",
    );
    expect(code).toBe(2);
  });

  it('to resume with options of another run', async () => {
    const { code, stderr } = await runProgram(folder, 'train', '--resume', '--run', 'run', '--batch', '16');
    expect(stderr).toBe(
      'outrageous-lm: run was begun with batch 3, and 16 would make it another run; leave it out to resume, or start a ' +
        'new run without --resume (steps, evaluateEvery, checkpointEvery, device, ranks, expertRanks, learningRate, warmup, cooldown, clip may change)\n',
    );
    expect(code).toBe(2);
  });

  it('a run that another process trains', async () => {
    const running = startProgram(folder, ...tinyRun, '--run', 'busy', '--steps', '100000');
    await running.said('step 1 of');
    const { code, stderr } = await runProgram(folder, 'train', '--resume', '--run', 'busy', '--device', 'wasm');
    running.child.kill('SIGKILL');
    await running.finished;
    expect(stderr).toContain(`outrageous-lm: busy is in use: process ${running.child.pid} on `);
    expect(code).toBe(2);
  });

  it('a loss that is no number, and keeps the last good checkpoint', async () => {
    const { code, stderr } = await runProgram(
      folder,
      ...tinyRun,
      '--run',
      'astray',
      '--steps',
      '9',
      '--learning-rate',
      '1e38',
    );
    expect(stderr).toMatch(
      /outrageous-lm: step \d: the loss is (NaN|Infinity|-Infinity); the first bad value is in .*\S\. /,
    );
    expect(stderr).toMatch(/The last good checkpoint, of step 0, is kept: astray\/checkpoints\/last\.safetensors/);
    expect(code).toBe(1);
    const opened = await runProgram(folder, 'evaluate', '--run', 'astray', '--checkpoint', 'last', '--device', 'wasm');
    expect(opened.code).toBe(0);
    const lower = ['--learning-rate', '0.004', '--steps', '4'];
    const resumed = await runProgram(folder, 'train', '--resume', '--run', 'astray', ...lower);
    expect(resumed.stderr).toContain('the best so far');
    expect(resumed.code).toBe(0);
  });

  it('a checkpoint of another model, and one that is cut off', async () => {
    await cp(join(folder, 'run'), join(folder, 'mixed'), { recursive: true });
    const other = await runProgram(folder, ...tinyRun, '--run', 'other', '--preset', 'small-moe-8', '--steps', '1');
    expect(other.code).toBe(0);
    await cp(join(folder, 'other/checkpoints'), join(folder, 'mixed/checkpoints'), { recursive: true });
    const mixed = await runProgram(folder, 'train', '--resume', '--run', 'mixed', '--steps', '9');
    expect(mixed.stderr).toContain('outrageous-lm: checkpoint: mixed/checkpoints/last.safetensors');
    expect(mixed.code).toBe(1);
  });
});
