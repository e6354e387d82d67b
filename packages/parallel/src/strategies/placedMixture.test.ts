import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  countedRouting,
  type ExpertPool,
  type Gate,
  key,
  leaves,
  parameterSpec,
  tidyTree,
  zeros,
} from '@outrageous/core';
import { singleProcess } from '../communicators/singleProcess.js';
import { placedMixture } from './placedMixture.js';

const unused = (): never => {
  throw new Error('nothing is computed');
};

const gateOver = (experts: number): Gate => ({
  parameters: {},
  operations: 2,
  groups: 1,
  experts,
  expertsPerToken: 2,
  apply: unused,
});

const widths = { inputWidth: 5, width: 6 };
const pool: ExpertPool = { parameters: {}, operations: 3, experts: 4, ...widths, part: () => pool, apply: unused };

it('costs what the mixture of one process costs', () => {
  expect(placedMixture(gateOver(4), pool, singleProcess())).toMatchObject({
    experts: 4,
    operations: 2 + 2 * 3,
    ...widths,
  });
});

it('says when the gate chooses among other experts', () => {
  expect(() => placedMixture(gateOver(3), pool, singleProcess())).toThrow(
    'placedMixture: the gate chooses among 3 experts, the pool has 4; make both with the same number',
  );
});

/** Rank 1 of 2, which exchanges nothing. */
const second = { ...singleProcess(), rank: 1, size: 2 };

it('holds the gates of its own branches alone, and the primary whole', () => {
  const primary = { ...gateOver(3), parameters: { whole: parameterSpec([3, 5], zeros) } };
  const bank = { branches: parameterSpec([3, 5, 2], zeros, { perGroup: true }), floor: parameterSpec([3, 2], zeros) };
  const gate = { ...gateOver(6), primary, parameters: { ...primary.parameters, ...bank } };
  const layer = placedMixture(gate, { ...pool, experts: 6 }, second);
  expect(leaves(layer.parameters).map(({ shape, shard }) => [shape, shard])).toEqual([
    [[3, 5], undefined],
    [[2, 5, 2], { first: 1, count: 2, of: 3 }],
    [[3, 2], undefined],
  ]);
});

it('says when a hierarchy runs its bank where its parameters may not be', () => {
  const gate: Gate = {
    ...gateOver(4),
    primary: gateOver(2),
    apply: () => {
      const none = tf.tensor1d([], 'int32');
      return countedRouting({ token: none, expert: none, weight: tf.tensor1d([]) }, 4);
    },
  };
  const layer = placedMixture(gate, pool, singleProcess());
  const apply = () => layer.apply({ gate: {}, pool: {} }, tf.zeros([0, 5]), { training: false, key: key(0) });
  expect(() => tidyTree(apply)).toThrow(
    'placedMixture: the gate has a primary, but ran what chooses in its branches by itself',
  );
});
