import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ExpertPool } from '../expertPool.js';
import { initialize } from '../initialize.js';
import { normalWith } from '../initializers.js';
import { key } from '../key.js';
import { type ParametersOf, parameterSpec } from '../parameter.js';
import { sharded } from '../sharded.js';
import { expectClose } from '../testing/index.js';
import { disposeParameters, leaves } from '../tree.js';
import { pretrained } from './pretrained.js';

const specsOf = (experts: number) => ({
  matrix: parameterSpec([experts, 2, 3], normalWith(1), { perExpert: true }),
  shared: [parameterSpec([3], normalWith(1))],
});

/** A pool, as far as its parameters matter. */
function poolOf(experts: number): ExpertPool {
  return {
    parameters: specsOf(experts),
    operations: 6,
    experts,
    inputWidth: 2,
    width: 2,
    apply: (_, { rows }) => tf.clone(rows),
    part: (_, count) => poolOf(count),
  };
}

let trained: ParametersOf<ReturnType<typeof specsOf>>;

beforeEach(() => {
  trained = initialize(specsOf(4), key(7));
});

afterEach(() => disposeParameters(trained));

it('starts with copies of the values that it is given', async () => {
  const parameters = initialize(pretrained(poolOf(4), trained).parameters, key(0));
  for (const [i, parameter] of leaves(parameters).entries()) {
    const value = leaves(trained)[i].read();
    await expectClose(parameter.read(), value, 0);
    expect(parameter.read().dataId).not.toBe(value.dataId);
  }
  disposeParameters(parameters);
});

it('gives the parts of a pool the values of their experts', async () => {
  const part = pretrained(poolOf(4), trained).part(1, 3).part(1, 2);
  const parameters = initialize(sharded(part.parameters, { first: 2, count: 2, of: 4 }), key(0));
  const expected = tf.slice(trained.matrix.read(), 2, 2);
  await expectClose(leaves(parameters)[0].read(), expected, 0);
  await expectClose(leaves(parameters)[1].read(), trained.shared[0].read(), 0);
  expected.dispose();
  disposeParameters(parameters);
});

it('says which values do not fit', () => {
  expect(() => pretrained(poolOf(5), trained)).toThrow(
    'pretrained: the layer has a parameter matrix [5,2,3], the values have [4,2,3] there; ' +
      'give the parameters of a layer of the same kind and sizes',
  );
  expect(() => pretrained(poolOf(4), { matrix: trained.matrix })).toThrow(
    'pretrained: the layer has a parameter shared/0 [3], the values have none of that name',
  );
});
