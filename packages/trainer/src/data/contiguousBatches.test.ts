import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenShard } from '@outrageous/core';
import { allPredictionsOf } from './batches.js';
import { contiguousBatches, type ContiguousOptions, type Window } from './contiguousBatches.js';

/** Tokens that say where they stand; 0 would look like padding. */
const textOf = (length: number) => Int32Array.from({ length }, (_, i) => i + 1);

/** What stream b reads in a window, real tokens only: pairs of input and label. */
function streamOf(window: Window, b: number): [number, number][] {
  const { time, batch, inputs, labels, weights } = window;
  return Array.from({ length: time }, (_, t) => t * batch + b)
    .filter((number) => weights?.[number] !== 0)
    .map((number) => [inputs[number], labels[number]]);
}

function epochOf(ids: Int32Array, options: ContiguousOptions, epoch = 0): Window[] {
  const batches = contiguousBatches(ids, options);
  return Array.from({ length: batches.windowsPerEpoch }, (_, i) =>
    batches.batchAt(epoch * batches.windowsPerEpoch + i),
  );
}

const sizes = fc.record({ batch: fc.integer({ min: 1, max: 5 }), time: fc.integer({ min: 1, max: 6 }) });
const cases = fc.tuple(sizes, fc.integer({ min: 0, max: 80 }));

describe('contiguousBatches', () => {
  it('cuts a text into streams and windows, time first', () => {
    const batches = contiguousBatches(textOf(10), { batch: 2, time: 2 });
    expect(batches.streams).toBe(2);
    expect(batches.windowsPerEpoch).toBe(2);
    const rest = { time: 2, batch: 2, predictions: 4 };
    const first = { inputs: Int32Array.of(1, 5, 2, 6), labels: Int32Array.of(2, 6, 3, 7) };
    const second = { inputs: Int32Array.of(3, 7, 4, 8), labels: Int32Array.of(4, 8, 5, 9) };
    expect(batches.batchAt(0)).toEqual({ ...rest, ...first, first: true, epoch: 0 });
    expect(batches.batchAt(1)).toEqual({ ...rest, ...second, first: false, epoch: 0 });
    expect(batches.batchAt(2)).toEqual({ ...rest, ...first, first: true, epoch: 1 });
  });

  it('pads what does not fill a window, and says where', () => {
    const [, window] = epochOf(textOf(8), { batch: 2, time: 3, remainder: 'pad' });
    expect(window).toMatchObject({
      inputs: Int32Array.of(4, 0, 0, 0, 0, 0),
      labels: Int32Array.of(5, 0, 0, 0, 0, 0),
      weights: Float32Array.of(1, 0, 0, 0, 0, 0),
      tokens: Int32Array.of(0),
      predictions: 1,
    });
  });

  it('keeps each stream contiguous from window to window, and epochs alike', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('drop' as const, 'pad' as const), ([size, extra], remainder) => {
        const ids = textOf(size.batch * size.time + 1 + extra);
        const windows = epochOf(ids, { ...size, remainder });
        for (let b = 0; b < size.batch; b++) {
          const pairs = windows.flatMap((window) => streamOf(window, b));
          pairs.forEach(([input, label], i) => expect([input, label]).toEqual([pairs[0][0] + i, pairs[0][0] + i + 1]));
        }
        const again = epochOf(ids, { ...size, remainder }, 3);
        expect(again).toEqual(windows.map((window) => ({ ...window, epoch: 3 })));
        expect(windows.map(({ first }) => first)).toEqual(windows.map((_, i) => i === 0));
      }),
    );
  });

  it('predicts each token but the first exactly once where it pads', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 80 }), (size, length) => {
        const windows = epochOf(textOf(length), { ...size, remainder: 'pad' });
        const streams = Array.from({ length: size.batch }, (_, b) => windows.flatMap((window) => streamOf(window, b)));
        expect(streams.flat().map(([, label]) => label)).toEqual([...textOf(length)].slice(1));
        expect(windows.reduce((sum, { predictions }) => sum + predictions, 0)).toBe(length - 1);
      }),
    );
  });

  it('drops less than a step of each stream and a window where it drops', () => {
    fc.assert(
      fc.property(cases, ([{ batch, time }, extra]) => {
        const length = batch * time + 1 + extra;
        const windows = epochOf(textOf(length), { batch, time });
        const predicted = windows.reduce((sum, { predictions }) => sum + predictions, 0);
        expect(predicted).toBe(windows.length * batch * time);
        expect(length - 1 - predicted).toBeLessThan(batch * time + batch);
        expect(windows.every(({ weights, tokens }) => weights === undefined && tokens === undefined)).toBe(true);
      }),
    );
  });

  it('shares the streams of a batch out to several processes, which know how much all predict', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 80 }), (size, processes, length) => {
        const shares = Array.from({ length: processes }, (_, rank) => evenShard(size.batch, { rank, size: processes }));
        const ids = textOf(length);
        const parts = shares
          .filter(({ count }) => count > 0)
          .map((streams) => epochOf(ids, { ...size, streams, remainder: 'pad' }));
        for (const [i, window] of epochOf(ids, { ...size, remainder: 'pad' }).entries()) {
          const here = parts.map((windows) => windows[i]);
          const streams = here.flatMap((part) => Array.from({ length: part.batch }, (_, b) => streamOf(part, b)));
          expect(streams).toEqual(Array.from({ length: size.batch }, (_, b) => streamOf(window, b)));
          expect(here.map(allPredictionsOf)).toEqual(here.map(() => window.predictions));
        }
      }),
    );
  });

  it('says which streams there are', () => {
    const read = (first: number, count: number) => () =>
      contiguousBatches(textOf(100), { batch: 4, time: 2, streams: { first, count } });
    const advice = 'needs one or more of the 4 of a batch; use fewer processes, or a larger batch';
    expect(read(3, 2)).toThrow(`contiguousBatches: got 2 streams from number 3 on, ${advice}`);
    expect(read(0, 0)).toThrow(`contiguousBatches: got 0 streams from number 0 on, ${advice}`);
  });

  it('lists real tokens in the order of their numbers, as the weights do', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 60 }), (size, length) => {
        for (const { tokens, weights, predictions } of epochOf(textOf(length), { ...size, remainder: 'pad' })) {
          if (!tokens || !weights) continue;
          expect([...tokens]).toEqual([...weights.keys()].filter((number) => weights[number] === 1));
          expect(tokens).toHaveLength(predictions);
        }
      }),
    );
  });

  it.each([
    { batch: 0, time: 2, said: 'batch must be a whole number from 1 up, got 0' },
    { batch: 1.5, time: 2, said: 'batch must be a whole number from 1 up, got 1.5' },
    { batch: 2, time: NaN, said: 'time must be a whole number from 1 up, got NaN' },
  ])('refuses the sizes %j', ({ said, ...size }) => {
    expect(() => contiguousBatches(textOf(100), size)).toThrow(`contiguousBatches: ${said}`);
  });

  it('says how long a text must be', () => {
    expect(() => contiguousBatches(textOf(40), { batch: 4, time: 10 })).toThrow(
      'contiguousBatches: got 40 tokens, needs at least 41 for batch 4 and time 10; ' +
        'give it a longer text, or lower batch or time',
    );
    expect(() => contiguousBatches(textOf(1), { batch: 4, time: 10, remainder: 'pad' })).toThrow(
      'contiguousBatches: got 1 tokens, needs at least 2 for batch 4 and time 10; give it a longer text',
    );
  });
});
