import { describe, expect, it, vi } from 'vitest';
import type { Gate } from '@outrageous/core';
import { optionConformance, type OptionTrial } from '@outrageous/core/testing';
import * as gating from './index.js';

const { balanced, denseGate, hierarchical, withCapacity, withEntropyLoss, withLoadBalancingLoss, withZLoss } = gating;

vi.spyOn(console, 'warn').mockReturnValue();

const gate = denseGate({ width: 3, experts: 4 });
const bank = { experts: 4 };
const router = { width: 3, ...bank };
const groups = { groups: 2 };

/** Whatever takes options. */
const trials: Record<string, Omit<OptionTrial, 'name'>> = {
  noisyTopK: {
    make: gating.noisyTopK,
    required: { ...router, k: 2 },
    optional: { ...groups, noiseFloor: 0.1 },
    fractions: ['noiseFloor'],
  },
  softmaxTopK: { make: gating.softmaxTopK, required: { ...router, k: 2 }, optional: { ...groups, normalized: true } },
  switchGate: { make: gating.switchGate, required: router, optional: groups },
  expertChoice: {
    make: gating.expertChoice,
    required: { ...router, expertsPerToken: 2 },
    optional: groups,
    fractions: ['expertsPerToken'],
  },
  strictlyBalanced: {
    make: gating.strictlyBalanced,
    required: { ...router, k: 2 },
    optional: { ...groups, mostPerToken: 3, thresholdWeight: 0.1 },
    fractions: ['thresholdWeight'],
  },
  biasBalanced: {
    make: gating.biasBalanced,
    required: { ...router, k: 2 },
    optional: { ...groups, biasRate: 0.1 },
    fractions: ['biasRate'],
  },
  hashGate: {
    make: gating.hashGate,
    required: bank,
    optional: { ...groups, seed: 1 },
    fractions: ['seed'],
    negative: ['seed'],
  },
  randomGate: { make: gating.randomGate, required: { ...bank, k: 2 }, optional: groups },
  dropoutGate: { make: gating.dropoutGate, required: { ...bank, rate: 0 }, optional: groups, fractions: ['rate'] },
  denseGate: { make: denseGate, required: router, optional: groups },
  withCapacity: {
    make: (options: never) => withCapacity(gate, options),
    required: { capacityFactor: 1.25 },
    optional: { overflow: 'next', order: 'rows' },
    fractions: ['capacityFactor'],
  },
  balanced: {
    make: (options: never) => balanced(gate, options),
    required: {},
    optional: { importance: 0.1, load: 0 },
    fractions: ['importance', 'load'],
  },
};

/** What wraps gates. */
const wrappers: Record<string, (gate: Gate) => Gate> = {
  balanced,
  withCapacity: (inside) => withCapacity(inside, { capacityFactor: 1 }),
  withEntropyLoss,
  withLoadBalancingLoss,
  withZLoss,
};

/** What weighs one loss. */
const weighed = { withEntropyLoss, withLoadBalancingLoss, withZLoss };

/** What takes neither options nor a gate; a hierarchy and a report are looked at below, and beside the report. */
const others = [
  'hierarchical',
  'balanceReport',
  'tokensPerExpert',
  'cvSquared',
  'addNoise',
  'keepTopK',
  'loadProbabilities',
  'batchwiseLoss',
];

it('has every export in a table', () => {
  const known = new Set([...Object.keys(trials), ...Object.keys(wrappers), ...others]);
  expect(new Set(Object.keys(gating))).toEqual(known);
});

describe.each(Object.entries(trials))('%s', (name, trial) => {
  for (const { name: promise, run } of optionConformance({ name, ...trial })) it(promise, run);
});

const notGates = [7, null, denseGate, { width: 3 }, [gate]] as unknown as readonly Gate[];

describe.each(Object.entries(wrappers))('%s', (name, wrap) => {
  it('wraps nothing but gates', () => {
    for (const other of notGates) {
      expect(() => wrap(other)).toThrow(`${name}: the gate must be a gate, such as noisyTopK({ … }), got `);
    }
    expect(() => wrap(undefined as unknown as Gate)).toThrow(`${name}: the gate is missing`);
  });

  it('hands the width on', () => {
    expect(wrap(gate).inputWidth).toBe(3);
    expect(wrap({ ...gate, inputWidth: undefined }).inputWidth).toBeUndefined();
  });
});

describe.each(Object.entries(weighed))('%s', (name, wrap) => {
  it('takes a finite weight', () => {
    for (const other of [NaN, Infinity, '1', null, { weight: 1 }] as unknown as number[]) {
      expect(() => wrap(gate, other)).toThrow(`${name}: the weight must be a`);
    }
  });
});

describe('hierarchical', () => {
  it('joins nothing but gates', () => {
    for (const other of notGates) {
      expect(() => hierarchical(other, gate)).toThrow('hierarchical: the primary gate must be a gate');
      expect(() => hierarchical(gate, other)).toThrow('hierarchical: the secondary gate must be a gate');
    }
    expect(() => hierarchical(gate, undefined as unknown as Gate)).toThrow('the secondary gate is missing');
  });
});

it('says the width of gates that read rows, and none of others', () => {
  for (const [name, { make, required }] of Object.entries(trials)) {
    if (!('experts' in required)) continue;
    expect([name, (make(required as never) as Gate).inputWidth]).toEqual([name, 'width' in required ? 3 : undefined]);
  }
});
