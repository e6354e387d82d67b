import assert from 'node:assert';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { startDevice } from '@outrageous/backends';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { gateConformance } from '@outrageous/gating/conformance';
import { cellConformance } from '@outrageous/lstm/conformance';
import { fastGrnn } from './fastGrnn.js';
import { scaledExperts } from './scaledExperts.js';
import { sinkhornGate } from './sinkhornGate.js';

await startDevice(env.DEVICE ?? 'cpu');

describe('sinkhornGate', () => {
  // With seed 1 two scores are so near that a finite difference changes the choice.
  const checks = gateConformance(() => sinkhornGate({ width: 3, experts: 4, k: 2 }), { width: 3, seed: 2 });
  for (const { name, run } of checks) it(name, run);

  it('is flat', () => {
    const makeBank = () => sinkhornGate({ width: 3, experts: 4, k: 2, groups: 2 });
    assert.throws(makeBank, { message: 'sinkhornGate: got 2 groups, needs 1; it is no gate for a hierarchy' });
  });
});

describe('scaledExperts', () => {
  const checks = expertPoolConformance((size) => scaledExperts({ ...size, hidden: 4 }));
  for (const { name, run } of checks) it(name, run);
});

describe('fastGrnn', () => {
  for (const { name, run } of cellConformance(() => fastGrnn({ inputWidth: 3, width: 4 }))) it(name, run);
});
