import { foldIn, key, normal } from '@outrageous/core';
import { expectClose, expectGradients, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { forwardThroughTime } from './forward.js';
import { gruSequence } from './gruSequence.js';
import type { GruInputs } from './inputs.js';

const names = ['x', 'hidden', 'inputWeight', 'hiddenWeight', 'inputBias', 'hiddenBias'] as const;

type Sizes = readonly [time: number, batch: number, width: number, cells: number];

function tensorsOf([time, batch, width, cells]: Sizes): tf.Tensor[] {
  const gates = 3 * cells;
  const shapes = [[time, batch, width], [batch, cells], [width, gates], [cells, gates], [gates], [gates]];
  return shapes.map((shape, i) => normal(foldIn(key(1), i), shape));
}

function named(tensors: readonly tf.Tensor[]): GruInputs {
  return Object.fromEntries(tensors.map((tensor, i) => [names[i], tensor])) as GruInputs;
}

function run(tensors: readonly tf.Tensor[]) {
  const { x, hidden, ...weights } = named(tensors);
  return gruSequence(x, { hidden }, weights);
}

describe.each(opPaths('lstm'))('gruSequence with $path', ({ run: onPath }) => {
  it.each([3, 1])('has the gradients of finite differences, number by number, over %i steps', (time) =>
    onPath(() => agreesWithDifferences([time, 2, 1, 2])),
  );

  it.each([
    ['one sequence, one cell', [2, 1, 1, 1]],
    ['a bit more than the tiles of a GPU', [2, 17, 5, 18]],
    ['as much as the tiles of a GPU', [2, 16, 16, 32]],
  ] as const)('equals its reference with %s, with all gradients', (_name, sizes) =>
    onPath(() => agreesWithReference(sizes)),
  );
});

async function agreesWithDifferences(sizes: Sizes): Promise<void> {
  const tensors = tensorsOf(sizes);
  const loss = (...given: tf.Tensor[]) => {
    const { output, state } = run(given);
    return tf.add<tf.Scalar>(tf.mean(tf.square(output)), tf.mean(state.hidden));
  };
  await expectGradients(loss, tensors);
  tf.dispose(tensors);
}

async function agreesWithReference(sizes: Sizes): Promise<void> {
  const tensors = tensorsOf(sizes);
  const { output, state } = run(tensors);
  const expected = tf.tidy(() => forwardThroughTime(named(tensors)).hidden);
  await expectClose(output, expected, 1e-4);
  const own = tf.grads((...given: tf.Tensor[]) => tf.sum(wave(run(given).output)))(tensors);
  const reference = tf.grads((...given: tf.Tensor[]) => tf.sum(wave(forwardThroughTime(named(given)).hidden)))(tensors);
  for (const i of names.keys()) await expectClose(own[i], reference[i], 1e-4);
  tf.dispose([...tensors, output, state.hidden, expected, ...own, ...reference]);
}

/** Weighs each number differently. */
function wave(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.reshape(tf.cos(tf.range(0, x.size)), x.shape));
}
