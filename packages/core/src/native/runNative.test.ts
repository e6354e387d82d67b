import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nativeOps, packagesWithNativeOps, runNative, setPackagesWithNativeOps } from './runNative.js';
import { opPaths } from '../testing/index.js';

const registered = packagesWithNativeOps();
const onTensorflow = tf.getBackend() === 'tensorflow';

describe('nativeOps', () => {
  beforeEach(() => setPackagesWithNativeOps(['one', 'other']));
  afterEach(() => setPackagesWithNativeOps(registered));

  it('knows the packages whose ops are registered, on tensorflow', () => {
    expect(['one', 'other', 'third', ''].map(nativeOps)).toEqual([onTensorflow, onTensorflow, false, false]);
  });

  it('knows none where there are none', () => {
    setPackagesWithNativeOps([]);
    expect(['one', ''].map(nativeOps)).toEqual([false, false]);
  });
});

describe('opPaths', () => {
  beforeEach(() => setPackagesWithNativeOps(['one', 'other']));
  afterEach(() => setPackagesWithNativeOps(registered));

  it('takes the ops of a package away while the plain path is tested, also when the test fails', async () => {
    const plain = opPaths('one').find(({ path }) => path === 'plain ops');
    const failing = plain?.run(() => {
      expect(['one', 'other'].map(nativeOps)).toEqual([false, onTensorflow]);
      return Promise.reject(new Error('a test that fails'));
    });
    await expect(failing).rejects.toThrow('a test that fails');
    expect(nativeOps('one')).toBe(onTensorflow);
  });

  it('has the native path where there are native ops', () => {
    expect(opPaths('one').map(({ path }) => path)).toEqual(onTensorflow ? ['native ops', 'plain ops'] : ['plain ops']);
    expect(opPaths('third').map(({ path }) => path)).toEqual(['plain ops']);
  });
});

it.runIf(onTensorflow)('says which op is missing', () => {
  expect(() => runNative('OutrageousNothing', [], 0)).toThrow('OutrageousNothing');
});
