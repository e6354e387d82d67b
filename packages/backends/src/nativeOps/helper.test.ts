import * as tf from '@tensorflow/tfjs-core';
import { runNative, type RawAttribute } from '@outrageous/core';
import { nativeSources } from '@outrageous/core/native';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileNativeOps } from './compileNativeOps.js';

/** The part of tfjs-node's backend that names the types of attributes. */
interface Attributes {
  readonly binding: { readonly TF_ATTR_INT: number; readonly TF_ATTR_FLOAT: number; readonly TF_ATTR_BOOL: number };
}

function attributes(times: number): RawAttribute[] {
  const { TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_INT } = (tf.backend() as unknown as Attributes).binding;
  return [
    { name: 'N', type: TF_ATTR_INT, value: 2 },
    { name: 'factor', type: TF_ATTR_FLOAT, value: 0.5 },
    { name: 'times', type: TF_ATTR_INT, value: times },
    { name: 'negative', type: TF_ATTR_BOOL, value: true },
  ];
}

const scaled = (times: number) =>
  tf.tidy(() => runNative('OutrageousTestScale', [tf.tensor1d([2, 4]), tf.scalar(6)], 1, attributes(times))[0]);

describe.runIf(tf.getBackend() === 'tensorflow')('ops that are written with outrageous.h', () => {
  // Beside the library of the packages, which the same file registers.
  const register = nativeSources.sources.filter(({ pathname }) => pathname.endsWith('/register.cc'));
  const sources = [...register, new URL('./helper.test.cc', import.meta.url)];

  beforeAll(async () => {
    const { includeDirectories } = nativeSources;
    expect(await compileNativeOps({ name: 'helper', sources, includeDirectories })).toEqual({ available: true });
  }, 120_000);

  test('read attributes and lists, and give tensors of any shape', async () => {
    const y = scaled(2);
    expect(y.shape).toEqual([2, 3]);
    expect([...(await y.data())]).toEqual([-1, -2, -3, -1, -2, -3]);
    y.dispose();
  });

  test.each([0, -1, 2 ** 24 + 1, 2 ** 31 + 1, Number.MAX_SAFE_INTEGER])(
    'read the whole number %i as it is',
    async (number) => {
      const { TF_ATTR_INT } = (tf.backend() as unknown as Attributes).binding;
      const given = [{ name: 'number', type: TF_ATTR_INT, value: number }];
      const [halves] = runNative('OutrageousTestWhole', [], 1, given);
      const [low, high] = await halves.data();
      expect(high * 2 ** 32 + (low >>> 0)).toBe(number);
      halves.dispose();
    },
  );

  test('may have nothing to give', () => {
    const y = scaled(0);
    expect(y.shape).toEqual([0, 3]);
    y.dispose();
  });

  test('say what is wrong', () => {
    expect(() => scaled(-1)).toThrow('times must not be negative');
  });

  test.each([0, 1, 999, 1000, 1001, 250_007])('visit each of %i numbers once, on all threads', async (count) => {
    for (let again = 0; again < 20; again++) {
      const visits = tf.tidy(() => runNative('OutrageousTestVisits', [tf.scalar(count, 'int32')], 1)[0]);
      expect(visits.shape).toEqual([count]);
      expect((await visits.data()).every((number) => number === 1)).toBe(true);
      visits.dispose();
    }
  });
});
