import { foldIn, key, normal } from '@outrageous/core';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { forwardThroughTime } from './forward.js';
import { lstmSequence } from './lstmSequence.js';

const [time, batch, width, cells] = [3, 2, 1, 2];

type Tensors = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];

/** x, cell, hidden, weight and bias. */
function tensors(): Tensors {
  const shapes = [[time, batch, width], [batch, cells], [batch, cells], [width + cells, 4 * cells], [4 * cells]];
  return shapes.map((shape, i) => normal(foldIn(key(1), i), shape)) as unknown as Tensors;
}

function run([x, cell, hidden, weight, bias]: Tensors) {
  return lstmSequence(x, { cell, hidden }, { weight, bias });
}

describe('lstmSequence', () => {
  it('equals its reference on every device', async () => {
    const inputs = tensors();
    const [x, cell, hidden, weight, bias] = inputs;
    const { output, state } = run(inputs);
    const reference = tf.tidy(() => {
      const made = forwardThroughTime({ x, cell, hidden, weight, bias });
      return { hidden: made.hidden, finalCell: made.finalCell };
    });
    await expectClose(output, reference.hidden);
    await expectClose(state.cell, reference.finalCell);
    tf.dispose([...inputs, output, state.cell, state.hidden, reference.hidden, reference.finalCell]);
  });

  it('has the gradients of finite differences, number by number', async () => {
    const inputs = tensors();
    const loss = (...given: Tensors) => {
      const { output, state } = run(given);
      return tf.addN([tf.mean(tf.square(output)), tf.mean(state.cell), tf.mean(state.hidden)]) as tf.Scalar;
    };
    await expectGradients(loss, inputs);
    tf.dispose([...inputs]);
  });

  it('differentiates the final cell alone, and one step alone', async () => {
    const inputs = tensors();
    await expectGradients((...given: Tensors) => tf.mean<tf.Scalar>(run(given).state.cell), inputs);
    const first = (...given: Tensors) => tf.mean<tf.Scalar>(tf.slice(run(given).output, 0, 1));
    await expectGradients(first, inputs);
    tf.dispose([...inputs]);
  });

  it('stops gradients where a window ends: the state of another tape is a constant', async () => {
    const inputs = tensors();
    const [x, , , weight, bias] = inputs;
    const { output, state: before } = run(inputs);
    const gradient = tf.grad((w: tf.Tensor) =>
      tf.mean(lstmSequence(x, before, { weight: w as tf.Tensor2D, bias }).output),
    )(weight);
    const constants = { cell: tf.clone(before.cell), hidden: tf.clone(before.hidden) };
    const expected = tf.grad((w: tf.Tensor) =>
      tf.mean(lstmSequence(x, constants, { weight: w as tf.Tensor2D, bias }).output),
    )(weight);
    expect(await gradient.data()).toEqual(await expected.data());
    tf.dispose([...inputs, output, gradient, expected, ...Object.values(before), ...Object.values(constants)]);
  });
});
