import { expect, it } from 'vitest';
import type { GateResult } from './gateResult.js';
import { describeResults } from './gatesPage.js';

const measuredOn = { machine: '2 × a processor', device: 'a device' };

function result(gate: string, seed: number, perplexity: number): GateResult {
  const balance = { importanceCv: 0.5, loadCv: 1, maxOverMeanLoad: 2, deadExperts: 3, droppedShare: 0.25, experts: 32 };
  return { gate, seed, steps: 1500, validation: { perplexity, balance }, test: { perplexity: 91 } };
}

const quality = {
  ...measuredOn,
  steps: 1500,
  runs: [result('hash', 0, 90), result('hash', 1, 92), result('noisy', 0, 80)],
};

const speed = {
  ...measuredOn,
  speeds: [
    { gate: 'noisy', milliseconds: 60, ratio: 1 },
    { gate: 'dense', milliseconds: 180.04, ratio: 3.001 },
  ],
};

/** The cells of each line, by the gate. */
function linesOf(page: string): Record<string, string[]> {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  return Object.fromEntries(
    lines.map((line) => line.slice(2, -2).split(' | ')).map(([gate, ...cells]) => [gate, cells]),
  );
}

it('has a line for each gate that has run, with the spread over its seeds, in the order of the comparison', () => {
  const lines = linesOf(describeResults(quality));
  expect(Object.keys(lines)).toEqual(['gate', '---', 'noisy', 'hash']);
  const balance = ['0.50 ± 0.00', '2.00 ± 0.00', '3.0 ± 0.0', '0.250 ± 0.000'];
  expect(lines.hash).toEqual(['2', '91.0 ± 1.4', '91.0 ± 0.0', ...balance]);
});

it('has times beside the results, and leaves empty what was not measured', () => {
  const lines = linesOf(describeResults(quality, speed));
  expect(lines.gate.slice(-2)).toEqual(['ms per step', '× noisy']);
  expect(lines.noisy.slice(-2)).toEqual(['60.0', '1.00']);
  expect(lines.hash.slice(-2)).toEqual(['', '']);
  expect(lines.dense).toEqual([...new Array<string>(7).fill(''), '180.0', '3.00']);
});

it('says what was measured on what, once where all was measured on the same', () => {
  const trained = 'Measured after 1,500 steps, on a device (2 × a processor).';
  expect(describeResults(quality, speed).endsWith(`\n\n${trained}`)).toBe(true);
  const elsewhere = { ...speed, device: 'another' };
  expect(describeResults(quality, elsewhere).endsWith(`${trained} Times are from another (2 × a processor).`)).toBe(
    true,
  );
  expect(describeResults(undefined, speed).endsWith('\n\nTimes are from a device (2 × a processor).')).toBe(true);
});
