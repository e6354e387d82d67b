import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { foldIn, fromRow, key, wordsOf } from '../../key.js';
import { expectClose } from '../../testing/index.js';
import { drawOnHost } from './host.js';
import { normal, normally } from './normal.js';
import { uniform, uniformly } from './uniform.js';

const sizes = [1, 3, 4, 5, 1000, 100_003];
const keys = [wordsOf(key(7)), [0, 0], [0xffffffff, 0x80000000]] as const;

describe.each(sizes)('%i numbers', (size) => {
  it.each(keys)('are the same uniform ones on every backend, with key %#', async (...k) => {
    const drawn = uniform(k, [size]);
    const expected = drawOnHost(uniformly, { key: k, shape: [size], factor: 1, shift: 0 });
    expect(await drawn.data()).toEqual(await expected.data());
    tf.dispose([drawn, expected]);
  });

  it('are the same normal ones on every backend', async () => {
    const drawn = normal(key(7), [size]);
    const expected = drawOnHost(normally, { key: wordsOf(key(7)), shape: [size], factor: 1, shift: 0 });
    await expectClose(drawn, expected, 1e-5);
    tf.dispose([drawn, expected]);
  });
});

it('scales in the same way on every backend', async () => {
  const drawn = uniform(key(7), [3, 1000], -0.3, 1.1);
  const expected = drawOnHost(uniformly, {
    key: wordsOf(key(7)),
    shape: [3, 1000],
    factor: 1.4,
    shift: -0.3,
  });
  expect(await drawn.data()).toEqual(await expected.data());
  tf.dispose([drawn, expected]);
});

it('draws scalars, and nothing', async () => {
  const [scalar, nothing] = [uniform(key(0), []), normal(key(0), [0, 3])];
  expect(scalar.shape).toEqual([]);
  expect((await scalar.data()).length).toBe(1);
  expect(nothing.shape).toEqual([0, 3]);
  tf.dispose([scalar, nothing]);
});

it('has the moments of the normal distribution', async () => {
  const numbers = await values(normal(key(11), [40_000]));
  const moment = (power: number) => mean(numbers.map((x) => x ** power));
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(numbers.length));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / numbers.length));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / numbers.length));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / numbers.length));
});

it('is uniform by the chi-square test', async () => {
  const numbers = await values(uniform(key(12), [40_000]));
  // 99 degrees of freedom: 99.9 % of uniform samples stay below 148.2.
  expect(chiSquare(numbers, 100)).toBeLessThan(148.2);
});

it('gives independent numbers for keys that were folded from one', async () => {
  const parent = key(13);
  const streams = await Promise.all(
    [0, 1, 'noise', 'dropout'].map((data) => values(normal(foldIn(parent, data), [10_000]))),
  );
  for (let a = 0; a < streams.length; a++) {
    for (let b = 0; b < a; b++) {
      const correlation = mean(streams[a].map((x, i) => x * streams[b][i]));
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(10_000));
    }
  }
});

it.each([uniform, normal])('draws a part of the rows as it draws all: %o', async (draw) => {
  const all = draw(key(3), [7, 5], 1, 2);
  const later = draw(fromRow(key(3), 3), [4, 5], 1, 2);
  const none = draw(fromRow(key(3), 3), [0, 5]);
  expect(Array.from(await later.data())).toEqual(Array.from(await all.data()).slice(3 * 5));
  expect(none.shape).toEqual([0, 5]);
  tf.dispose([all, later, none]);
});

async function values(tensor: tf.Tensor): Promise<Float64Array> {
  const numbers = Float64Array.from(await tensor.data());
  tensor.dispose();
  return numbers;
}

function mean(numbers: Float64Array): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

/** Σ over bins of (count − expected)² / expected. */
function chiSquare(numbers: Float64Array, bins: number): number {
  const counts = new Array<number>(bins).fill(0);
  for (const x of numbers) counts[Math.floor(x * bins)]++;
  const expected = numbers.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
