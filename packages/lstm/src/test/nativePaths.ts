import { foldIn, key, normal } from '@outrageous/core';
import { expectClose, type OpPath, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** What is compared: new tensors. */
type Compute = (inputs: tf.Tensor[]) => tf.Tensor[];

/** Normal numbers for each of some shapes. */
export function normals(shapes: readonly (readonly number[])[], deviation: number): tf.Tensor[] {
  return shapes.map((shape, i) => normal(foldIn(key(1), i), shape, 0, deviation));
}

/** A loss with all of its gradients. */
export function withGradients(loss: (...inputs: tf.Tensor[]) => tf.Scalar): Compute {
  return (inputs) => {
    const { value, grads } = tf.valueAndGrads(loss)(inputs);
    return [value, ...grads];
  };
}

/** Native ops compute what plain ones do; frees the inputs. */
export async function expectPathsToAgree(inputs: tf.Tensor[], compute: Compute): Promise<void> {
  const [native, plain] = opPaths('lstm');
  const [got, wanted] = [await on(native, inputs, compute), await on(plain, inputs, compute)];
  expect(got).toHaveLength(wanted.length);
  for (const [i, tensor] of got.entries()) await expectClose(tensor, wanted[i], 1e-4);
  tf.dispose([inputs, got, wanted]);
}

/** Native ops compute the same twice, bit for bit; frees the inputs. */
export async function expectRepeats(inputs: tf.Tensor[], compute: Compute): Promise<void> {
  const [native] = opPaths('lstm');
  const [first, second] = [await on(native, inputs, compute), await on(native, inputs, compute)];
  for (const [i, tensor] of first.entries()) expect(await tensor.data()).toEqual(await second[i].data());
  tf.dispose([inputs, first, second]);
}

async function on({ run }: OpPath, inputs: tf.Tensor[], compute: Compute): Promise<tf.Tensor[]> {
  let made: tf.Tensor[] = [];
  await run(() => {
    made = compute(inputs);
    return Promise.resolve();
  });
  return made;
}
