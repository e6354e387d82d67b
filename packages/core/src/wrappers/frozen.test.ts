import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueAndGradients } from '../gradients/gradients.js';
import { initialize } from '../initialize.js';
import { normalWith } from '../initializers.js';
import { gatherRows } from '../kernels/gatherRows/gatherRows.js';
import { key } from '../key.js';
import type { Layer } from '../layer.js';
import { type ParametersOf, parameterSpec, rowsOf } from '../parameter.js';
import { expectClose } from '../testing/index.js';
import { countParameters, disposeParameters, leaves, trainable } from '../tree.js';
import { frozen } from './frozen.js';
import { recomputed } from './recomputed.js';

const context = { training: true, key: key(0) };

const specs = {
  words: parameterSpec([5, 2], normalWith(1), { table: true }),
  matrix: parameterSpec([2, 3], normalWith(1)),
};

/** The vectors of words, each number times a factor, times a matrix. */
const layer: Layer<tf.Tensor1D, tf.Tensor2D> = {
  parameters: specs,
  operations: 6,
  apply: ({ words, matrix }: ParametersOf<typeof specs>, factors) =>
    tf.tidy(() => {
      const rows = gatherRows(rowsOf(words), tf.tensor1d([3, 0, 3], 'int32'));
      return tf.matMul(tf.mul<tf.Tensor2D>(rows, tf.expandDims(factors, 1)), matrix.read());
    }),
};

describe.each([
  ['a frozen layer', frozen(layer)],
  ['a frozen layer that is recomputed', recomputed(frozen(layer))],
])('%s', (_, still) => {
  const ownSpecs = { factors: parameterSpec([3], normalWith(1)), inside: still.parameters };
  let parameters: ParametersOf<typeof ownSpecs>;

  beforeEach(() => {
    parameters = initialize(ownSpecs, key(1));
  });

  afterEach(() => disposeParameters(parameters));

  const lossOf = (one: typeof layer) => {
    const y = one.apply(parameters.inside, parameters.factors.read(), context);
    return tf.sum<tf.Scalar>(tf.square(y));
  };

  it('gets no gradients, and passes those of its input on', async () => {
    const { value, gradients } = valueAndGradients(() => ({ loss: lossOf(still), extra: [] }), leaves(parameters));
    expect([...gradients.keys()].map(({ name }) => name)).toEqual(['factors']);
    const expected = tf.tidy(() => tf.variableGrads(() => lossOf(layer)).grads);
    await expectClose(gradients.get(parameters.factors) as tf.Tensor, Object.values(expected)[0]);
    tf.dispose([value, ...gradients.values(), expected]);
  });

  it('is what an optimizer is not given', () => {
    expect(trainable(parameters)).toEqual([parameters.factors]);
    expect(leaves(parameters)).toHaveLength(3);
    expect(countParameters(still.parameters)).toBe(5 * 2 + 2 * 3);
  });

  it('is on the way of no gradient where nothing before it is trained', () => {
    const constant = tf.tensor1d([1, 2, 3]);
    const only = () => tf.sum<tf.Scalar>(still.apply(parameters.inside, constant, context));
    expect(() =>
      tf.tidy(() => void valueAndGradients(() => ({ loss: only(), extra: [] }), leaves(parameters))),
    ).toThrow('the loss depends on none of the 1 parameters (factors…)');
    constant.dispose();
  });
});
