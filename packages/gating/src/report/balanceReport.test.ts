import { describe, expect, it } from 'vitest';
import { balanceReport } from './balanceReport.js';

describe('balanceReport', () => {
  it('follows its formulas', () => {
    const { importanceCv, loadCv, maxOverMeanLoad, deadExperts } = balanceReport([1, 0, 0, 0], [1, 2, 3, 4]);
    expect(importanceCv).toBeCloseTo(Math.sqrt(3), 12);
    expect(loadCv).toBeCloseTo(Math.sqrt(0.2), 12);
    expect(maxOverMeanLoad).toBeCloseTo(1.6, 12);
    expect(deadExperts).toBe(0);
  });

  it('counts experts with at most 1% of the mean load as dead', () => {
    expect(balanceReport([1, 1, 1, 1], [0, 0.009, 1.991, 2]).deadExperts).toBe(2);
  });

  it('tells which share was dropped, where it is given', () => {
    expect(balanceReport([1, 1], [1, 1], 0.25).droppedShare).toBe(0.25);
  });

  it('is finite where nothing was routed, and every expert is dead', () => {
    expect(balanceReport([0, 0], [0, 0])).toEqual({
      importanceCv: 0,
      loadCv: 0,
      maxOverMeanLoad: 0,
      deadExperts: 2,
      droppedShare: 0,
    });
  });

  it('says which numbers it needs', () => {
    expect(() => balanceReport({} as number[], [1])).toThrow(
      'balanceReport: importance must be a list of numbers, got an object with nothing in it; read a tensor first, with await',
    );
    expect(() => balanceReport([1, 1], [1])).toThrow(
      'balanceReport: got importance of 2 and load of 1 experts; needs one number per expert in each, read from the same routing',
    );
  });
});
