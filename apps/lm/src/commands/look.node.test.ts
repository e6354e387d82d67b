import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { folderWithText, patience, runProgram, startProgram, tinyRun } from '../testing/program.js';

vi.setConfig({ testTimeout: patience });

let folder: string;
beforeAll(async () => {
  folder = await folderWithText();
  await writeFile(
    join(folder, 'other.txt'),
    'The senate asks the people, as 3 of us know.\n\nThe river finds the law.',
  );
  const { code, stderr } = await runProgram(folder, ...tinyRun, '--run', 'runs/first', '--steps', '12');
  expect(stderr).toContain('test perplexity');
  expect(code).toBe(0);
}, patience);

const look = (...parameters: string[]) => runProgram(folder, ...parameters, '--device', 'wasm');

describe('evaluate', () => {
  it('gives the same numbers twice, of the latest run', async () => {
    const [first, second] = [await look('evaluate', '--json'), await look('evaluate', '--json')];
    const answer = JSON.parse(first.stdout) as { perplexity: number; loss: number };
    expect(answer).toMatchObject({ run: 'runs/first', checkpoint: 'best', step: 12, device: 'wasm' });
    expect(answer.perplexity).toBeCloseTo(Math.exp(answer.loss), 6);
    expect(second.stdout).toBe(first.stdout);
  });

  it('reads another text, every word but the first', async () => {
    const { stdout } = await look('evaluate', '--corpus', 'other.txt', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ text: 'other.txt', tokens: 19 });
  });

  it('tells people in words', async () => {
    const { stdout } = await look('evaluate', '--part', 'validation');
    expect(stdout).toMatch(
      /^perplexity [\d.]+ \(loss [\d.]+\) over \d+ words of the validation part of .*text\.txt\nexperts: /,
    );
  });
});

describe('sample', () => {
  it('repeats itself by its seed', async () => {
    const options = ['sample', '--prompt', 'The people', '--length', '20'];
    const [first, second] = [await look(...options, '--seed', '3'), await look(...options, '--seed', '3')];
    expect(first.stdout).toMatch(/^The people\b/);
    expect(second.stdout).toBe(first.stdout);
    expect((await look(...options, '--seed', '4')).stdout).not.toBe(first.stdout);
  });

  it('says which words of the prompt it does not know', async () => {
    const { stderr } = await look('sample', '--prompt', 'The dragon asks', '--length', '3');
    expect(stderr).toContain("the model doesn't know 'dragon' and reads <unk> instead");
  });
});

describe('experts', () => {
  it('shows for each expert where it has the largest weights', async () => {
    const { stdout } = await look('experts', '--top', '2', '--around', '2', '--json');
    const { mixtures } = JSON.parse(stdout) as { mixtures: { experts: { weight: number; word: string }[][] }[] };
    expect(mixtures).toHaveLength(1);
    expect(mixtures[0].experts).toHaveLength(4);
    for (const [first, second] of mixtures[0].experts) {
      expect(first.weight).toBeGreaterThanOrEqual(second.weight);
      expect(first.word).toMatch(/\S/);
    }
  });

  it('shows a table to people', async () => {
    const { stdout } = await look('experts', '--top', '1');
    expect(stdout).toMatch(/^expert {2}weight .* word/);
    expect(stdout.split('\n').filter((line) => line.includes('›'))).toHaveLength(4);
  });
});

describe('a stop signal ends at once', () => {
  it('a sample, which is written as it is drawn', async () => {
    const running = startProgram(folder, 'sample', '--prompt', 'The people', '--length', '100000', '--device', 'wasm');
    let words = '';
    for await (const portion of running.child.stdout) {
      words += String(portion);
      if (/^The people\b.*\w/s.test(words)) running.child.kill('SIGINT');
    }
    const { code, stderr } = await running.finished;
    expect(stderr).toMatch(/\noutrageous-lm: stopped by SIGINT\n$/);
    expect(words).toMatch(/^The people\b.*\n$/s);
    expect(words.length).toBeLessThan(100_000);
    expect(code).toBe(130);
  });

  it.each([
    ['evaluate', 'SIGTERM', 143],
    ['experts', 'SIGHUP', 129],
  ] as const)('%s', async (command, signal, exit) => {
    await writeFile(join(folder, 'long.txt'), 'The river finds the law.\n\n'.repeat(100_000));
    const running = startProgram(folder, command, '--corpus', 'long.txt', '--device', 'wasm');
    await running.said('run: ');
    await sleep(300);
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.finished;
    expect(stderr).toMatch(new RegExp(`\\noutrageous-lm: stopped by ${signal}\\n$`));
    expect([code, stdout]).toEqual([exit, '']);
  });
});

it('lists presets in a format for programs', async () => {
  const { code, stdout } = await runProgram(folder, 'presets', '--json');
  const presets = JSON.parse(stdout) as { name: string; operations: number; parameters: number }[];
  expect(presets.find(({ name }) => name === 'moe-131072-h')?.parameters).toBe(137_577_627_648);
  expect(code).toBe(0);
});
