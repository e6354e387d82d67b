import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, it } from 'vitest';
import type { Gate } from '@outrageous/core';
import { withCapacity } from '../combinators/withCapacity/withCapacity.js';
import { dropoutGate, drawnSlots } from '../gates/dropoutGate.js';
import { hashGate } from '../gates/hashGate.js';
import { randomGate } from '../gates/randomGate.js';
import { withEntropyLoss } from '../losses/withEntropyLoss.js';
import { withLoadBalancingLoss } from '../losses/withLoadBalancingLoss.js';
import { withZLoss } from '../losses/withZLoss.js';
import { hierarchical } from '../combinators/hierarchical.js';
import { denseGate } from '../gates/denseGate.js';
import { biasBalanced } from '../gates/biasBalanced.js';
import { expertChoice } from '../gates/expertChoice.js';
import { strictlyBalanced } from '../gates/strictlyBalanced/strictlyBalanced.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';
import { softmaxTopK } from '../gates/softmaxTopK.js';
import { switchGate } from '../gates/switchGate.js';
import { balanced } from '../losses/balanced.js';
import { gateConformance } from './index.js';

const width = 3;

/** How large a gate is made. */
interface Size {
  readonly experts: number;
  readonly groups: number;
}

/** A kind of gate, at any size. */
interface Kind {
  readonly make: (size: Size) => Gate;
  /** Its slots, where they are not `rows · expertsPerToken`. */
  readonly slots?: (rows: number, size: Size) => number;
  /** Another one, where a choice changes within the step of a finite difference. */
  readonly seed?: number;
}

const k = ({ experts }: Size) => Math.min(2, experts);

/** Each expert of each group takes its share of the rows, rounded up. */
const byExperts = (rows: number, { experts, groups }: Size) =>
  experts * (Math.ceil((rows * k({ experts, groups })) / experts) + groups - 1);

/** In software, WebGPU takes a minute for what others do in seconds. */
const skipOnWebGpu = () =>
  beforeEach((context) =>
    context.skip(tf.getBackend() === 'webgpu', 'webgpu has gates as banks, which run the same shaders as other sizes'),
  );

/** A gate whose model says which word each row stands for: the first in a hierarchy hands the words on. */
function withIds(gate: Gate): Gate {
  return {
    ...gate,
    apply(parameters, input, context) {
      if (context.ids) return gate.apply(parameters, input, context);
      const ids = tf.range(0, input.rows.shape[0], 1, 'int32');
      const routing = gate.apply(parameters, input, { ...context, ids });
      ids.dispose();
      return routing;
    },
  };
}

const kinds: Record<string, Kind> = {
  noisyTopK: { make: (size) => noisyTopK({ width, ...size, k: k(size) }) },
  'noisyTopK, balanced': { make: (size) => balanced(noisyTopK({ width, ...size, k: k(size) })) },
  'noisyTopK of all experts': { make: (size) => noisyTopK({ width, ...size, k: size.experts }) },
  switchGate: { make: (size) => switchGate({ width, ...size }) },
  softmaxTopK: { make: (size) => softmaxTopK({ width, ...size, k: k(size) }) },
  'softmaxTopK, normalized': { make: (size) => softmaxTopK({ width, ...size, k: k(size), normalized: true }) },
  'softmaxTopK of all experts': { make: (size) => softmaxTopK({ width, ...size, k: size.experts }) },
  strictlyBalanced: { make: (size) => strictlyBalanced({ width, ...size, k: k(size) }), slots: byExperts },
  expertChoice: {
    make: (size) => expertChoice({ width, ...size, expertsPerToken: k(size) }),
    slots: byExperts,
  },
  biasBalanced: { make: (size) => biasBalanced({ width, ...size, k: k(size) }) },
  'biasBalanced of all experts': { make: (size) => biasBalanced({ width, ...size, k: size.experts }) },
  hashGate: { make: (size) => withIds(hashGate(size)) },
  randomGate: { make: (size) => randomGate({ ...size, k: k(size) }) },
  dropoutGate: {
    make: (size) => dropoutGate({ ...size, rate: 0.25 }),
    slots: (rows, { experts }) => drawnSlots(rows * experts, 0.25),
  },
  'switchGate with losses': {
    make: (size) => withZLoss(withEntropyLoss(withLoadBalancingLoss(switchGate({ width, ...size }), 0.5), -0.1), 0.1),
  },
  'noisyTopK with little capacity, drop': {
    make: (size) => withCapacity(noisyTopK({ width, ...size, k: k(size) }), { capacityFactor: 0.7 }),
  },
  'softmaxTopK with little capacity, next': {
    make: (size) =>
      withCapacity(softmaxTopK({ width, ...size, k: k(size) }), { capacityFactor: 0.9, overflow: 'next' }),
  },
  'switchGate with more capacity than rows': {
    make: (size) => withCapacity(switchGate({ width, ...size }), { capacityFactor: 100, overflow: 'next' }),
  },
  denseGate: { make: (size) => denseGate({ width, ...size }) },
};

describe.each(Object.entries(kinds))('%s keeps the contract of a gate', (_, { make, slots, seed }) => {
  const slotsOf = (gate: Gate, rows: number, size: Size) => slots?.(rows, size) ?? rows * gate.expertsPerToken;

  describe.each([
    ['flat', { experts: 4, groups: 1 }],
    ['with a single expert', { experts: 1, groups: 1 }],
    ['as a bank of 3', { experts: 4, groups: 3 }],
  ])('%s', (__, size) => {
    if (size.groups === 1) skipOnWebGpu();
    const options = { width, seed, slots: (rows: number) => slotsOf(make(size), rows, size) };
    for (const { name, run } of gateConformance(() => make(size), options)) it(name, run);
  });

  describe('as primary and secondaries of a hierarchy', () => {
    skipOnWebGpu();
    const [primary, secondary] = [
      { experts: 3, groups: 1 },
      { experts: 4, groups: 3 },
    ];
    const gate = () => hierarchical(make(primary), make(secondary));
    const slotsOfBoth = (rows: number) => slotsOf(make(secondary), slotsOf(make(primary), rows, primary), secondary);
    for (const { name, run } of gateConformance(gate, { width, seed, slots: slotsOfBoth })) it(name, run);
  });
});

const combined: Record<string, () => Gate> = {
  'a balanced hierarchy': () =>
    balanced(hierarchical(noisyTopK({ width, experts: 3, k: 2 }), noisyTopK({ width, experts: 4, k: 2, groups: 3 }))),
  'a bank of hierarchies': () =>
    hierarchical(noisyTopK({ width, experts: 3, k: 2, groups: 2 }), noisyTopK({ width, experts: 3, k: 2, groups: 6 })),
  'a hierarchy of three levels': () =>
    hierarchical(
      hierarchical(noisyTopK({ width, experts: 2, k: 2 }), noisyTopK({ width, experts: 2, k: 2, groups: 2 })),
      noisyTopK({ width, experts: 2, k: 2, groups: 4 }),
    ),
};

describe.each(Object.entries(combined))('%s keeps the contract of a gate', (_, makeGate) => {
  for (const { name, run } of gateConformance(makeGate, { width })) it(name, run);
});
