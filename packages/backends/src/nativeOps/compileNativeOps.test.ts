import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compileNativeOps } from './compileNativeOps.js';

const broken = { name: 'broken', sources: [new URL('./broken.test.cc', import.meta.url)] };
const double = { name: 'double', sources: [new URL('./double.test.cc', import.meta.url)] };

/** What the backend of tfjs-node offers beyond the common contract. */
interface RawOps extends tf.KernelBackend {
  executeSingleOutput(name: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
}

const onTensorflow = () => tf.getBackend() === 'tensorflow';

describe.runIf(onTensorflow())('compileNativeOps, on tensorflow', () => {
  test('compiles an op and registers it, as often as it is asked', async () => {
    expect(await compileNativeOps(double)).toEqual({ available: true });
    expect(await compileNativeOps(double)).toEqual({ available: true });
    const y = tf.tidy(() =>
      (tf.backend() as RawOps).executeSingleOutput('OutrageousDouble', [], [tf.tensor1d([1, -3])]),
    );
    expect(await y.data()).toEqual(Float32Array.of(2, -6));
    y.dispose();
  });

  test('says what the compiler said', async () => {
    const answer = await compileNativeOps(broken);
    expect(answer).toMatchObject({ available: false });
    expect(answer).toHaveProperty('reason', expect.stringMatching(/^`.+` failed: .*broken\.test\.cc:2.+undeclared/));
  });

  test('says which source is missing', async () => {
    const answer = await compileNativeOps({ name: 'missing', sources: ['/nowhere/missing.cc'] });
    expect(answer).toHaveProperty('reason', expect.stringMatching(/^ENOENT: .*\/nowhere\/missing\.cc/));
  });
});

test.runIf(tf.findBackend('tensorflow') === null)('compileNativeOps needs the tensorflow device', async () => {
  expect(await compileNativeOps(double)).toEqual({
    available: false,
    reason: 'the tensorflow device is not started',
  });
});
