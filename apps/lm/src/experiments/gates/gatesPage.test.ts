import { expect, it } from 'vitest';
import type { GateResult } from './gateRun.js';
import { gatesPage } from './gatesPage.js';

function result(gate: string, seed: number, perplexity: number): GateResult {
  const balance = { importanceCv: 0.5, loadCv: 1, maxOverMeanLoad: 2, deadExperts: 3, droppedShare: 0.25, experts: 32 };
  return { gate, seed, steps: 10, validation: { perplexity, balance }, test: { perplexity: 91 } };
}

it('has a line for each gate that has run, with the spread over its seeds', () => {
  const lines = gatesPage([result('hash', 0, 90), result('hash', 1, 92), result('noisy', 0, 80)], 1500).split('\n');
  const cells = lines.filter((line) => /^\| (hash|noisy|bias)/.test(line)).map((line) => line.split(' | '));
  expect(cells.map(([name]) => name)).toEqual(['| noisy', '| hash']);
  expect(cells[1].slice(2)).toEqual([
    '65.5K',
    '2',
    '91.00 ± 1.41',
    '91.00 ± 0.00',
    '0.50 ± 0.00',
    '2.00 ± 0.00',
    '3.0 ± 0.0',
    '0.250 ± 0.000 |',
  ]);
  expect(lines.find((line) => line.includes('1,500 steps'))).toBeDefined();
});
