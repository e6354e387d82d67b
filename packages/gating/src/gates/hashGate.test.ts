import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { oneGroup } from '@outrageous/core';
import { route } from '../conformance/readRouting.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { hashGate, type HashGateOptions } from './hashGate.js';

async function expertsOf(words: readonly number[], options: HashGateOptions): Promise<readonly number[]> {
  const input = oneGroup(tf.zeros([words.length, 2]));
  const ids = tf.tensor1d([...words], 'int32');
  const { expert, weight } = await route({ gate: hashGate(options), parameters: {}, input }, { ...evaluating, ids });
  expect(weight).toEqual(words.map(() => 1));
  disposeGrouped(input);
  ids.dispose();
  return expert;
}

describe('hashGate', () => {
  it('sends each word to its own expert, wherever it stands, the same on every backend', async () => {
    expect(await expertsOf([7, 9, 7, 70_000, 7], { experts: 16 })).toEqual([2, 12, 2, 15, 2]);
  });

  it('takes ids of any size: those that differ by 65,536 share an expert', async () => {
    const [one, other] = await expertsOf([1234, 1234 + 100 * 65_536], { experts: 1000 });
    expect(one).toBe(other);
  });

  it('spreads words evenly, and otherwise with another seed', async () => {
    const words = Array.from({ length: 8000 }, (_, id) => id);
    const experts = await expertsOf(words, { experts: 8 });
    const counts = Array.from({ length: 8 }, (_, i) => experts.filter((one) => one === i).length);
    counts.forEach((count) => expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(1000)));
    const others = await expertsOf(words, { experts: 8, seed: 1 });
    const same = experts.filter((one, i) => one === others[i]).length;
    expect(Math.abs(same - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  });

  it('needs the ids of the rows', () => {
    const input = oneGroup(tf.zeros([3, 2]));
    const ids = tf.tensor1d([1, 2], 'int32');
    const gate = hashGate({ experts: 4 });
    expect(() => gate.apply({}, input, evaluating)).toThrow(
      'hashGate: got no ids for 3 rows, needs the id of each row; ' +
        'put them into the context that the model hands to its layers, as { training, key, ids }',
    );
    expect(() => gate.apply({}, input, { ...evaluating, ids })).toThrow('hashGate: got 2 ids for 3 rows');
    disposeGrouped(input);
    ids.dispose();
  });

  it('needs rows in as many groups as it was made for', () => {
    const input = oneGroup(tf.zeros([3, 2]));
    expect(() => hashGate({ experts: 4, groups: 2 }).apply({}, input, evaluating)).toThrow(
      'hashGate: got rows in 1 groups, needs 2; make the gate with groups: 1',
    );
    disposeGrouped(input);
  });
});
