import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disposeParameters, initialize, key, leaves, type ParameterTree } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { randomSequences } from '../test/randomSequences.js';
import { selfAttention } from './selfAttention.js';

const [time, batch, inputWidth, width, heads] = [4, 2, 3, 4, 2];
const context = { training: true, key: key(0) };
const make = (causal: boolean) => selfAttention({ inputWidth, width, heads, causal });

let parameters: ParameterTree;
let input: tf.Tensor3D;

beforeEach(() => {
  parameters = initialize(make(true).parameters, key(1));
  input = randomSequences(time, batch, inputWidth);
});

afterEach(() => {
  input.dispose();
  disposeParameters(parameters);
});

type Sees = (looking: number, seen: number, sequence: number) => boolean;

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);

const times = (row: readonly number[], matrix: readonly (readonly number[])[]) =>
  matrix[0].map((_, column) =>
    dot(
      row,
      matrix.map((line) => line[column]),
    ),
  );

/** The equations as they are written, step by step and head by head. */
async function attended(sees: Sees): Promise<number[][][]> {
  const [into, outOf] = await Promise.all(leaves(parameters).map((one) => one.read().array() as Promise<number[][]>));
  const projected = (await input.array()).map((step) => step.map((row) => times(row, into)));
  const perHead = width / heads;
  return projected.map((step, looking) =>
    step.map((query, sequence) => {
      const mixed = Array.from({ length: heads }, (_, head) => {
        const part = (row: readonly number[], which: number) =>
          row.slice(which * width + head * perHead, which * width + (head + 1) * perHead);
        const seen = projected.map((other) => other[sequence]).filter((__, at) => sees(looking, at, sequence));
        const scores = seen.map((row) => Math.exp(dot(part(query, 0), part(row, 1)) / Math.sqrt(perHead)));
        const total = scores.reduce((sum, score) => sum + score, 0);
        return times(
          scores.map((score) => score / total),
          seen.map((row) => part(row, 2)),
        );
      });
      return times(mixed.flat(), outOf);
    }),
  );
}

const outputOf = (causal: boolean, tokens?: Int32Array) =>
  make(causal).apply(parameters, { input, state: [], tokens }, context).output;

describe('selfAttention', () => {
  it('looks back', async () => {
    const output = outputOf(true);
    await expectClose(output, await attended((looking, seen) => seen <= looking), 1e-5);
    output.dispose();
  });

  it('looks both ways where it is told to', async () => {
    const output = outputOf(false);
    await expectClose(output, await attended(() => true), 1e-5);
    output.dispose();
  });

  it('sees no padding', async () => {
    const padded = new Set([2 * batch + 1, 3 * batch + 1, 3 * batch]); // the end of both sequences
    const tokens = Int32Array.from({ length: time * batch }, (_, i) => i).filter((i) => !padded.has(i));
    const output = outputOf(false, tokens);
    await expectClose(output, await attended((_, seen, sequence) => !padded.has(seen * batch + sequence)), 1e-5);
    output.dispose();
  });

  it('gives a number also where there is nothing but padding', async () => {
    const output = outputOf(true, Int32Array.from([0, 2])); // the second sequence is empty
    expect((await output.data()).every(Number.isFinite)).toBe(true);
    output.dispose();
  });

  it('says what it needs', () => {
    expect(() => selfAttention({ width: 6, heads: 4 })).toThrow(
      'selfAttention: got a width of 6 and 4 heads, needs a multiple, because heads have equal parts of it',
    );
    expect(() => selfAttention({ width: 6, heads: 0 })).toThrow(
      'selfAttention: heads must be a whole number from 1 up, got 0',
    );
    const narrow = tf.zeros<tf.Rank.R3>([time, batch, 1]);
    expect(() => make(true).apply(parameters, { input: narrow, state: [] }, context)).toThrow(
      'selfAttention: got an input [4,2,1], needs [time, batch, 3]',
    );
    narrow.dispose();
  });
});
