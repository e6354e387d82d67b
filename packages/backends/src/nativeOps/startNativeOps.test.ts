import * as tf from '@tensorflow/tfjs-core';
import { nativeOps, packagesWithNativeOps, runNative, setPackagesWithNativeOps } from '@outrageous/core';
import { nativeSources } from '@outrageous/core/native';
import { afterEach, describe, expect, test } from 'vitest';
import { startNativeOps } from './startNativeOps.js';

const registered = packagesWithNativeOps();
const packageOf = (name: string) => ({ name, sources: [new URL(`./${name}.test.cc`, import.meta.url)] });

/** What `@outrageous/core` gives others to build on, without ops of its own. */
const register = nativeSources.sources.filter(({ pathname }) => pathname.endsWith('/register.cc'));
const helpers = { ...nativeSources, name: 'helpers', sources: register };

afterEach(() => setPackagesWithNativeOps(registered));

describe.runIf(tf.getBackend() === 'tensorflow')('startNativeOps, on tensorflow', () => {
  test('has packages use their ops', async () => {
    expect(await startNativeOps([helpers, packageOf('half')])).toEqual({ available: true });
    expect(packagesWithNativeOps()).toEqual([...registered, 'helpers', 'half']);
    expect(nativeOps('half')).toBe(true);
    const y = tf.tidy(() => runNative('OutrageousTestHalf', [tf.tensor1d([1, -3])], 1)[0]);
    expect(await y.data()).toEqual(Float32Array.of(0.5, -1.5));
    y.dispose();
  });

  test('leaves packages whose ops do not compile to plain ops', async () => {
    const answer = await startNativeOps([helpers, packageOf('broken')]);
    expect(answer).toHaveProperty('reason', expect.stringContaining('broken.test.cc'));
    expect(nativeOps('broken')).toBe(false);
    expect(packagesWithNativeOps()).toEqual(registered);
  });
});

test.runIf(tf.findBackend('tensorflow') === null)('startNativeOps needs the tensorflow device', async () => {
  const reason = 'the tensorflow device is not started';
  expect(await startNativeOps([helpers, packageOf('half')])).toEqual({ available: false, reason });
  expect(nativeOps('half')).toBe(false);
});
