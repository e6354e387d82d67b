import { readFileSync } from 'node:fs';
import { packagesWithNativeOps, setPackagesWithNativeOps } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { lstmCases } from './lstmCases.js';
import { coreCases } from './coreCases.js';
import { otherCases } from './otherCases.js';
import { filled, type ZeroCase } from './zeroCase.js';

const cases: readonly ZeroCase[] = [...coreCases, ...lstmCases, ...otherCases];

/** All packages' native ops, where there are any, and none. */
const paths = [...new Set([packagesWithNativeOps().join(), ''])];

describe.each(paths)('with native ops of [%s]', (native) => {
  it.each(cases)('$op gives what it says where $zero is 0', async (one) => {
    const before = packagesWithNativeOps();
    setPackagesWithNativeOps(native.split(',').filter(Boolean));
    const run = vi.spyOn(tf.engine(), 'runKernel');
    try {
      await check(one);
      if (typeof one.expected === 'string' || (one.runsOn ?? tf.getBackend()) !== tf.getBackend()) return;
      const ran = run.mock.calls.map(([name]) => name);
      expect(ran).toEqual(expect.arrayContaining([one.op, ...(one.with ?? [])].map((op) => `Outrageous${op}`)));
    } finally {
      run.mockRestore();
      setPackagesWithNativeOps(before);
    }
  });
});

describe('docs/ops.md', () => {
  const page = readFileSync(new URL('../../../../docs/ops.md', import.meta.url), 'utf8');

  it('lists what each op gives where a dimension is 0', () => {
    expect(rowsOf(sectionOf(page, 'Dimensions of 0'))).toEqual(documentedRows());
  });

  it('lists no op that is not tried here', () => {
    const tried = new Set(cases.flatMap(({ op, with: others = [] }) => [op, ...others]));
    expect(
      rowsOf(page)
        .map(([op]) => op)
        .filter((op) => !tried.has(op)),
    ).toEqual([]);
  });
});

/** The cells of its tables' rows that begin with an op. */
function rowsOf(page: string): string[][] {
  const lines = page.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

function sectionOf(page: string, title: string): string {
  return page.split(/^## /m).find((section) => section.startsWith(title)) ?? '';
}

/** An op, the dimensions, and what it gives: a row for each of its answers. */
function documentedRows(): string[][] {
  const rows: string[][] = [];
  for (const { op, zero, gives } of cases) {
    const same = rows.find(([name, , answer]) => name === op && answer === gives);
    if (!same) rows.push([op, zero, gives]);
    else if (!same[1].split(', ').includes(zero)) same[1] += `, ${zero}`;
  }
  return rows;
}

async function check({ run, expected }: ZeroCase): Promise<void> {
  leaveNumbersInMemory();
  if (typeof expected === 'string') return void expect(() => tf.tidy(run)).toThrow(expected);
  const given = tf.tidy(run);
  expect(given.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  for (const [i, tensor] of given.entries()) {
    const { numbers } = expected[i];
    const all = typeof numbers === 'number' ? new Array<number>(tensor.size).fill(numbers) : numbers;
    expect(Array.from(await tensor.data()), `output ${i}`).toEqual(all);
  }
  tf.dispose(given);
}

/** What isn't written shows then. */
function leaveNumbersInMemory(): void {
  tf.tidy(() => void [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40].map((size) => tf.add(filled([size]), 7)));
}
