import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  detach,
  type ExpertPool,
  normal,
  ones,
  type Parameter,
  parameterSpec,
  type ParameterTree,
} from '@outrageous/core';
import { feedForward } from '../pools/feedForward.js';
import { expertPoolConformance, type PoolSize } from './index.js';

/** A pool with something wrong in what it gives. */
const broken =
  (spoil: (output: tf.Tensor2D, apply: Parameters<ExpertPool['apply']>) => tf.Tensor) =>
  (size: PoolSize): ExpertPool => {
    const pool = feedForward({ ...size, hidden: 4, activation: 'gelu' });
    return {
      ...pool,
      apply: (...call) => tf.tidy(() => tf.reshape(spoil(pool.apply(...call), call), [call[1].rows.shape[0], -1])),
    };
  };

/** A pool with a parameter that its output is multiplied with, and that no gradient reaches. */
function withDeafScale(size: PoolSize): ExpertPool {
  const pool = feedForward({ ...size, hidden: 4, activation: 'gelu' });
  return {
    ...pool,
    parameters: { scale: parameterSpec([1], ones), inside: pool.parameters },
    apply: ({ scale, inside }: { scale: Parameter; inside: ParameterTree }, ...rest) =>
      tf.tidy(() => tf.mul(pool.apply(inside, ...rest), detach(scale.read()))),
  };
}

const mistakes: Record<string, [make: (size: PoolSize) => ExpertPool, check: RegExp, problem: RegExp]> = {
  'gives rows in another order': [
    broken((y) => tf.reverse(y, 0)),
    /keeps their order/,
    /row 0 of 5, for expert 0, differs/,
  ],
  'adds noise outside training': [
    broken((y, [, , { key }]) => tf.add(y, tf.reshape(normal(key, y.shape), y.shape))),
    /draws nothing outside training/,
    /gave other numbers outside training/,
  ],
  'mixes the rows of a batch': [broken((y) => tf.sub(y, tf.mean(y, 0))), /all rows on one expert/, /differs/],
  'loses a gradient': [broken((y) => tf.add(y, detach(y))), /gradients/, /along rows: .*gradient of input 0/],
  'loses the gradient of a parameter': [
    withDeafScale,
    /gradients/,
    /along scale: the gradient gives 0, finite differences give -?\d/,
  ],
  'has another number of experts': [
    (size) => ({ ...broken((y) => y)(size), experts: 7 }),
    /describes/,
    /says it has 7/,
  ],
  'says another width than it gives': [
    (size) => ({ ...broken((y) => y)(size), width: 7 }),
    /one finite row/,
    /gave rows of width 3, says width 7/,
  ],
  'says no width of its rows': [
    (size) => ({ ...broken((y) => y)(size), inputWidth: NaN }),
    /describes/,
    /was asked for rows of width 3, says inputWidth NaN/,
  ],
  'forgets what it wraps in its parts': [broken((y) => tf.neg(y)), /in parts/, /parts of the pool give other numbers/],
  'divides by zero': [broken((y) => tf.div(y, 0)), /one finite row/, /not finite/],
};

describe('expertPoolConformance', () => {
  it.each(Object.entries(mistakes))('catches a pool that %s', async (_, [make, name, problem]) => {
    const check = expertPoolConformance(make).find((one) => name.test(one.name));
    tf.engine().startScope(); // a check that fails half-way need not tidy up
    await expect(check?.run()).rejects.toThrow(problem);
    tf.engine().endScope();
  });

  it('catches a pool that leaks', async () => {
    const kept: tf.Tensor[] = [];
    const make = broken((y) => (kept.push(tf.keep(tf.clone(y))), y));
    const check = expertPoolConformance(make).find(({ name }) => name.startsWith('leaks'));
    await expect(check?.run()).rejects.toThrow('left 1 tensors behind: wrap the work of apply in tf.tidy');
    tf.dispose(kept);
  });
});
