import { disposeParameters, isRowGradient, variableParameter } from '@outrageous/core';
import type { Gradient, Optimizer, Parameter } from '@outrageous/core';
import { expectClose, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';
import { globalNorm } from './globalNorm.js';
import { sgd } from './sgd/sgd.js';

/** An optimizer that knows nothing of scales: it only keeps what it is given. */
function recorder(): { optimizer: Optimizer; recorded: tf.Tensor[] } {
  const recorded: tf.Tensor[] = [];
  const keep = (gradient: Gradient) =>
    recorded.push(tf.keep(tf.clone(isRowGradient(gradient) ? gradient.values : gradient)));
  const optimizer: Optimizer = {
    init: () => ({ step: 0, slots: {} }),
    update: (gradients) => gradients.forEach(keep),
  };
  return { optimizer, recorded };
}

const zero = (name: string, shape: number[]) => variableParameter(name, { shape, perExpert: false }, tf.zeros(shape));

describe.each(opPaths('trainer'))('clipByGlobalNorm with $path', ({ run }) => {
  it('multiplies gradients for an optimizer that does not do so itself', () =>
    run(async () => {
      const { optimizer, recorded } = recorder();
      const parameters = [zero('a', [2]), zero('b', [])];
      const made = [tf.tensor1d([2, 4]), tf.scalar(4)];
      const gradients = new Map<Parameter, tf.Tensor>(parameters.map((parameter, i) => [parameter, made[i]]));
      clipByGlobalNorm(3, optimizer).update(gradients, { step: 0, slots: {} }, parameters);
      await expectClose(recorded[0], [1, 2]);
      await expectClose(recorded[1], 2);
      tf.dispose([...recorded, ...made]);
      disposeParameters(parameters);
    }));

  it.each([
    ['zero', [0, 0], [0, 0]],
    ['just as long as allowed', [0.6, 0.8], [-0.6, -0.8]],
    ['NaN', [NaN, 1], [NaN, -1]],
    ['infinite', [1, Infinity], [-1, -Infinity]],
  ])('leaves a gradient that is %s as it is', (_what, values, expected) =>
    run(async () => {
      const parameter = zero('a', [2]);
      const gradient = tf.tensor1d(values);
      const optimizer = clipByGlobalNorm(1, sgd({ learningRate: 1 }));
      const state = optimizer.init([parameter]);
      optimizer.update(new Map([[parameter, gradient]]), state, [parameter]);
      expect([...(await parameter.read().data())].map((number) => number + 0)).toEqual(
        expected.map((number) => (Number.isFinite(number) ? (expect.closeTo(number, 6) as number) : number)),
      );
      tf.dispose(gradient);
      disposeParameters([parameter]);
    }),
  );

  it.each([1e-30, 1e-20, 1e20, 1e30])('clips gradients of the size %d as any others', (size) =>
    run(async () => {
      const { optimizer, recorded } = recorder();
      const parameters = [zero('a', [2]), zero('b', [])];
      const made = [tf.tensor1d([2 * size, 4 * size]), tf.scalar(4 * size)];
      const gradients = new Map<Parameter, tf.Tensor>(parameters.map((parameter, i) => [parameter, made[i]]));
      const unit = Math.min(1, size);
      clipByGlobalNorm(3 * unit, optimizer).update(gradients, { step: 0, slots: {} }, parameters);
      const whole = tf.tidy(() => recorded.map((gradient) => tf.div(gradient, unit)));
      await expectClose(whole[0], [1, 2]);
      await expectClose(whole[1], 2);
      tf.dispose([...recorded, ...made, ...whole]);
      disposeParameters(parameters);
    }),
  );

  it('goes by a norm that knows of more than is at hand', () =>
    run(async () => {
      const { optimizer, recorded } = recorder();
      const parameter = zero('a', [2]);
      const gradient = tf.tensor1d([3, 4]);
      const clipped = clipByGlobalNorm(5, optimizer, { norm: () => tf.scalar(10) });
      clipped.update(new Map([[parameter, gradient]]), { step: 0, slots: {} }, [parameter]);
      await expectClose(recorded[0], [1.5, 2]);
      tf.dispose([...recorded, gradient]);
      disposeParameters([parameter]);
    }));

  it('does nothing where there are no gradients', () =>
    run(() => {
      const { optimizer, recorded } = recorder();
      clipByGlobalNorm(1, optimizer).update(new Map(), { step: 0, slots: {} }, []);
      expect(recorded).toEqual([]);
      return Promise.resolve();
    }));
});

describe.each(opPaths('trainer'))('globalNorm with $path', ({ run }) => {
  it('is that of all numbers, rows among them but for entries without a row', () =>
    run(async () => {
      const rows = tf.tensor1d([2, -1, 0], 'int32');
      const values = tf.tensor2d([1, 2, NaN, Infinity, 2, 4], [3, 2]);
      const norm = tf.tidy(() => globalNorm([tf.tensor2d([[4], [2]]), { kind: 'rows', rows, values }, tf.scalar(2)]));
      await expectClose(norm, 7);
      tf.dispose([rows, values, norm]);
    }));

  it.each([1e-37, 1e-30, 1e-20, 1, 1e17, 1e20, 1e30, 4e37])('is exact for numbers of the size %d', (size) =>
    run(async () => {
      const rows = tf.tensor1d([2, -1, 0], 'int32');
      const values = tf.tensor2d([size, 2 * size, NaN, Infinity, 2 * size, 4 * size], [3, 2]);
      const dense = [tf.tensor2d([[4 * size], [2 * size]]), tf.scalar(2 * size)];
      const norm = globalNorm([dense[0], { kind: 'rows', rows, values }, dense[1]]);
      expect((await norm.data())[0] / size).toBeCloseTo(7, 5);
      tf.dispose([rows, values, norm, ...dense]);
    }),
  );

  it.each([
    ['sizes of all kinds', [3e-20, 4e-20, 0, 1e-40], 5e-20],
    ['the least and the largest', [1e-30, 3, 4, 1e-38], 5],
    ['large beside ordinary numbers', [3e14, 4e14, 1, 1e-30], 5e14],
    ['no size', [0, 0, 0, 0], 0],
    ['an infinity', [1, -Infinity, 2, 3], Infinity],
    ['NaN', [1, 2, NaN, 3], NaN],
  ])('is that of numbers with %s', (_what, numbers, expected) =>
    run(async () => {
      const gradient = tf.tensor1d(numbers);
      const norm = globalNorm([gradient]);
      const [got] = await norm.data();
      expect(expected > 0 && expected < Infinity ? got / expected : got).toEqual(
        expected > 0 && expected < Infinity ? expect.closeTo(1, 5) : expected,
      );
      tf.dispose([gradient, norm]);
    }),
  );

  it('adds up many numbers, not a multiple of anything', () =>
    run(async () => {
      const numbers = tf.fill([3, 70_001], 0.5);
      const norm = globalNorm([numbers]);
      await expectClose(norm, Math.sqrt(210_003 / 4), 1e-5);
      tf.dispose([numbers, norm]);
    }));
});

it.each([0, -1, NaN])('refuses the maximum %d', (maximum) => {
  expect(() => clipByGlobalNorm(maximum, sgd({ learningRate: 1 }))).toThrow(
    `clipByGlobalNorm: the maximum must be a number above 0, got ${maximum}`,
  );
});
