import { describe, expect, it } from 'vitest';
import { divide } from './divide.js';
import { scoredBatches } from './scoredText.js';

describe('scoredBatches', () => {
  const ids = Int32Array.of(5, 6, 7, 8, 9, 5);
  const scores = [Float32Array.of(-1, -2, -3, -4, -5), Float32Array.of(-10, -20, -30, -40, -50)];
  const window = scoredBatches({ ids, scores }, { batch: 2, time: 2, remainder: 'pad' }).batchAt(0);

  it('puts beside each word what the models make of the next', () => {
    expect(Array.from(window.inputs)).toEqual([5, 8, 6, 9]);
    expect(Array.from(window.labels)).toEqual([6, 9, 7, 5]);
    expect(Array.from(window.scores)).toEqual([-1, -10, -4, -40, -2, -20, -5, -50]);
  });

  it('shows of the past what the models had made of the word itself', () => {
    expect(Array.from(window.scoresBefore)).toEqual([0, 0, -3, -30, -1, -10, -4, -40]);
  });
});

describe('divide', () => {
  it('gives the gate every tenth of a hundred pieces, and the models all others', () => {
    const { models, gate } = divide(Int32Array.from({ length: 1000 }, (_, word) => word));
    expect([models.length, gate.length]).toEqual([900, 100]);
    expect(Array.from(gate.subarray(0, 11))).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 190]);
    expect(new Set([...models, ...gate]).size).toBe(1000);
  });
});
