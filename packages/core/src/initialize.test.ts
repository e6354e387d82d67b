import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { initialize, variableParameter, zerosLike } from './initialize.js';
import { ones, uniformFanIn, zeros } from './initializers.js';
import { key } from './key.js';
import type { Layer } from './layer.js';
import type { Parameter } from './parameter.js';
import { parameterSpec } from './parameter.js';
import { sharded, shardedByGroup } from './sharded.js';
import { expectClose } from './testing/index.js';
import { disposeParameters, leaves } from './tree.js';
import { frozen } from './wrappers/frozen.js';
import { pretrained } from './wrappers/pretrained.js';
import { recomputed } from './wrappers/recomputed.js';

const pool = (experts: number) => ({ hidden: parameterSpec([experts, 3, 2], uniformFanIn(), { perExpert: true }) });

const specs = {
  bias: parameterSpec([2], zeros),
  layers: [{ weight: parameterSpec([2, 3], uniformFanIn()) }, { weight: parameterSpec([2, 3], uniformFanIn()) }],
};

describe('initialize', () => {
  it('makes the tree that is described, named by its paths', () => {
    const parameters = initialize(specs, key(0), 'model');
    expect(leaves(parameters).map(({ name }) => name)).toEqual([
      'model/bias',
      'model/layers/0/weight',
      'model/layers/1/weight',
    ]);
    expectTypeOf(parameters.layers[0].weight).toEqualTypeOf<Parameter<tf.Rank.R2>>();
    expect(parameters.layers[0].weight.read().shape).toEqual([2, 3]);
    disposeParameters(parameters);
  });

  it('gives equal values for an equal key and path, and others otherwise', async () => {
    const [a, b, c] = [initialize(specs, key(0)), initialize(specs, key(0)), initialize(specs, key(1))];
    await expectClose(a.layers[0].weight.read(), b.layers[0].weight.read(), 0);
    await expect(expectClose(a.layers[0].weight.read(), a.layers[1].weight.read(), 0)).rejects.toThrow();
    await expect(expectClose(a.layers[0].weight.read(), c.layers[0].weight.read(), 0)).rejects.toThrow();
    for (const parameters of [a, b, c]) disposeParameters(parameters);
  });

  it('gives each group of a bank values of its own, on whichever process it is', async () => {
    const bank = (groups: number) => ({
      router: parameterSpec([groups, 3, 2], uniformFanIn(), { perGroup: true }),
      floor: parameterSpec([groups, 2], zeros),
    });
    const whole = initialize(bank(6), key(0));
    const part = initialize({ gate: shardedByGroup(bank(6), { first: 1, count: 2, of: 3 }) }.gate, key(0));
    const [floor, router] = leaves(part).toSorted((a, b) => a.name.localeCompare(b.name));
    expect(router).toMatchObject({ name: 'router', shape: [4, 3, 2], shard: { first: 2, count: 4, of: 6 } });
    expect(floor.shard).toBeUndefined();
    const expected = tf.slice(whole.router.read(), 2, 4);
    await expectClose(router.read(), expected, 0);
    expected.dispose();
    disposeParameters([whole, part]);
  });

  it('gives an expert the same values however many there are', async () => {
    const [four, eight] = [initialize(pool(4), key(0)), initialize(pool(8), key(0))];
    const first = tf.slice(eight.hidden.read(), 0, 4);
    await expectClose(first, four.hidden.read(), 0);
    first.dispose();
    disposeParameters(four);
    disposeParameters(eight);
  });

  it('keeps its parameters inside a tidy, and nothing else', async () => {
    const before = tf.memory().numTensors;
    const kept: { parameters?: ReturnType<typeof initialize<typeof specs>> } = {};
    tf.tidy(() => {
      kept.parameters = initialize(specs, key(0));
    });
    expect(tf.memory().numTensors).toBe(before + 3);
    await expectClose(kept.parameters!.bias.read(), [0, 0]);
    disposeParameters(kept.parameters!);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps values within the bound of the fan-in', async () => {
    const parameters = initialize({ weight: parameterSpec([27, 50], uniformFanIn()) }, key(0));
    const values = Array.from(await parameters.weight.read().data());
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 3);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.32);
    disposeParameters(parameters);
  });
});

describe('a parameter', () => {
  it('is updated in place', async () => {
    const parameter = variableParameter('weight', { shape: [2], perExpert: false }, tf.tensor1d([1, 2]));
    parameter.assign(tf.tensor1d([3, 4]));
    await expectClose(parameter.read(), [3, 4]);
    parameter.dispose();
  });

  it('takes its own steps where it is described so, whatever its layer is wrapped in', () => {
    const layer: Layer<tf.Tensor, tf.Tensor> = {
      parameters: { bias: parameterSpec([2], zeros, { ownStep: true }), weight: parameterSpec([2], ones) },
      operations: 0,
      apply: (_, x) => tf.clone(x),
    };
    const trained = initialize(layer.parameters, key(0));
    const wrapped = frozen(recomputed(pretrained(layer, trained)));
    const spread = initialize(sharded(wrapped.parameters, { first: 2, count: 2, of: 4 }), key(0));
    for (const parameters of [trained, spread]) {
      expect(leaves(parameters).map(({ name, ownStep = false }) => [name, ownStep])).toEqual([
        ['bias', true],
        ['weight', false],
      ]);
      disposeParameters(parameters);
    }
  });

  it('takes no value of another shape', () => {
    const parameter = initialize({ weight: parameterSpec([2], ones) }, key(0)).weight;
    const wrong = tf.ones([3]);
    expect(() => parameter.assign(wrong)).toThrow('parameter weight: assign got shape [3], needs [2]');
    tf.dispose(wrong);
    parameter.dispose();
  });

  it('has zeros like itself, for moments', async () => {
    const parameter = initialize(pool(2), key(0)).hidden;
    const moment = zerosLike(parameter, 'moment');
    expect(moment).toMatchObject({ name: 'hidden/moment', shape: [2, 3, 2], perExpert: true });
    await expectClose(moment.read(), new Float32Array(12));
    parameter.dispose();
    moment.dispose();
  });
});
