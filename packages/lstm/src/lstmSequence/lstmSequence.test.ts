import { foldIn, key, normal } from '@outrageous/core';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { forwardThroughTime } from './forward.js';
import type { LstmInputs } from './inputs.js';
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

  it('has the gradients of finite differences over a single step', async () => {
    const inputs = tensors();
    const [x, ...rest] = inputs;
    const single = tf.slice(x, 0, 1);
    const loss = (...given: Tensors) => tf.add<tf.Scalar>(tf.mean(run(given).output), tf.mean(run(given).state.cell));
    await expectGradients(loss, [single, ...rest] as Tensors);
    tf.dispose([...inputs, single]);
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

interface Sizes {
  readonly time: number;
  readonly batch: number;
  readonly width: number;
  readonly cells: number;
  readonly projection?: number;
}

const sizes: readonly (readonly [name: string, sizes: Sizes])[] = [
  ['one sequence, one cell', { time: 2, batch: 1, width: 1, cells: 1 }],
  ['a bit more than the tiles of a GPU', { time: 2, batch: 17, width: 5, cells: 18 }],
  ['as much as the tiles of a GPU', { time: 2, batch: 16, width: 16, cells: 32 }],
  ['a projection', { time: 3, batch: 5, width: 3, cells: 20, projection: 17 }],
];

describe.each(sizes)('lstmSequence with %s', (_name, size) => {
  it('equals its reference, with all gradients', async () => {
    const names = ['x', 'cell', 'hidden', 'weight', 'bias', ...(size.projection ? ['projection'] : [])];
    const tensors = names.map((name) => normal(foldIn(key(2), name), shapesOf(size)[name]));
    const values = (made: { output: tf.Tensor; cell: tf.Tensor }) =>
      tf.add(tf.sum(wave(made.output)), tf.sum(wave(made.cell)));
    const named = (given: tf.Tensor[]) =>
      Object.fromEntries(given.map((tensor, i) => [names[i], tensor])) as LstmInputs;
    const own = tf.grads((...given: tf.Tensor[]) => {
      const { x, cell, hidden, ...weights } = named(given);
      const { output, state } = lstmSequence(x, { cell, hidden }, weights);
      return values({ output, cell: state.cell });
    })(tensors);
    const reference = tf.grads((...given: tf.Tensor[]) => {
      const { hidden, finalCell } = forwardThroughTime(named(given));
      return values({ output: hidden, cell: finalCell });
    })(tensors);
    for (const i of names.keys()) await expectClose(own[i], reference[i], 1e-4);
    tf.dispose([...tensors, ...own, ...reference]);
  });
});

/** Weighs each number differently. */
function wave(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.reshape(tf.cos(tf.range(0, x.size)), x.shape));
}

function shapesOf({ time, batch, width, cells, projection }: Sizes): Record<string, number[]> {
  const hidden = projection ?? cells;
  return {
    x: [time, batch, width],
    cell: [batch, cells],
    hidden: [batch, hidden],
    weight: [width + hidden, 4 * cells],
    bias: [4 * cells],
    projection: [cells, hidden],
  };
}
