import { tmpdir } from 'node:os';
import * as v from 'valibot';
import { expect, it, vi } from 'vitest';
import { patience, runProgram } from '../testing/program.js';

vi.setConfig({ testTimeout: patience });

const withRows = v.object({ best: v.object({ rowsPerExpert: v.array(v.number()) }) });

function planned(...options: readonly string[]) {
  return runProgram(tmpdir(), 'plan', ...options);
}

it('prints a table for each strategy, and says which to take and why', async () => {
  const { code, stdout } = await planned('--preset', 'moe-256-h', '--batch', '15000');
  expect(code).toBe(0);
  expect(stdout).toContain('moe-256-h, 15,000 texts × 20 words per step, on 16 × 4.29 TFLOP/s');
  expect(stdout).toMatch(/hierarchical placement .* ← take this/);
  expect(stdout).toContain('Take hierarchical placement, each expert once in every 16 devices');
  expect(stdout).toContain("That is placedStrategy(grid(world, 16), mixture) of '@outrageous/parallel'.");
});

it('says how to train so', async () => {
  const { stdout } = await planned('--preset', 'small-moe-8', '--devices', '4', '--network-bandwidth', '100');
  expect(stdout).toMatch(
    /outrageous-lm train --preset small-moe-8 --batch 32 --time 20 --ranks 4 --expert-ranks [124] trains so\./,
  );
});

it('plans the model of 137 billion parameters on 128 devices, as JSON', async () => {
  const model = ['--preset', 'moe-131072-h', '--devices', '128', '--batch', '125000'];
  const asInThePaper = ['--expert-optimizer', 'factored', '--recompute'];
  const { code, stdout } = await planned(...model, ...asInThePaper, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    cluster: { devices: 128, flops: 4.29e12 },
    best: { strategy: 'hierarchical placement', lacking: 0, placement: { expertDevices: 128 } },
  });
});

it('takes every number of the cluster from its options', async () => {
  const numbers = ['--devices', '3', '--flops', '200', '--attainable', '0.5', '--memory', '2'];
  const speeds = ['--memory-bandwidth', '10', '--network-bandwidth', '1.5', '--latency', '20'];
  const { stdout } = await planned(...numbers, ...speeds, '--batch', '33', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    cluster: {
      devices: 3,
      flops: 200e9,
      attainable: 0.5,
      memory: 2e9,
      memoryBandwidth: 10e9,
      networkBandwidth: 1.5e9,
      latency: 20e-6,
    },
  });
});

it('plans a model with parts by name', async () => {
  const model = ['--preset', 'small-moe-8', '--devices', '1', '--json'];
  const [usual, named] = [await planned(...model), await planned(...model, '--gate', '@outrageous/gating#switchGate')];
  const rowsOf = ({ stdout }: typeof usual) => v.parse(withRows, JSON.parse(stdout)).best.rowsPerExpert;
  expect([rowsOf(usual), rowsOf(named)]).toEqual([[(4 * 640) / 8], [640 / 8]]); // 4 experts for each token, and 1
});

it('says by how much a model does not fit', async () => {
  const { code, stdout } = await planned('--preset', 'moe-4096-h', '--devices', '1');
  expect(code).toBe(0);
  expect(stdout).toContain('Nothing fits. one device comes nearest: it needs ');
});

it('measures this machine where it is asked to', async () => {
  const { code, stdout, stderr } = await planned(
    '--preset',
    'small-moe-8',
    '--cluster',
    'cores',
    '--measure',
    '--json',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/this machine: [\d.]+ \w?FLOP\/s, memory [\d.]+ \w?B\/s/);
  expect(JSON.parse(stdout)).toMatchObject({ cluster: { devices: 2 } });
});

it.each([
  [['--preset', 'moe-257'], "outrageous-lm: there is no preset 'moe-257' (did you mean 'moe-256'?)"],
  [
    ['--preset', '4xlstm-512', '--gate', '@outrageous/gating#switchGate'],
    'so --gate and --experts have no place in it',
  ],
  [['--cluster', 'k80'], 'It needs one of k40, a100, h100, cores.'],
  [['--attainable', '1.5'], 'It needs a number above 0, and 1 at most.'],
])('refuses %j', async (options, said) => {
  const { code, stdout, stderr } = await planned(...options);
  expect(stderr).toContain(said);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});
