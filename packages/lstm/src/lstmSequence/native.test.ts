import { nativeOps } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectPathsToAgree, expectRepeats, normals, withGradients } from '../test/nativePaths.js';
import { lstmSequence } from './lstmSequence.js';

interface Sizes {
  readonly time: number;
  readonly batch: number;
  readonly width: number;
  readonly cells: number;
  readonly projection?: number;
}

/** Around the blocks that the native ops work in, which are 12 rows and 32 columns large on some processors. */
const sizes: readonly Sizes[] = [
  { time: 1, batch: 1, width: 1, cells: 1 },
  { time: 3, batch: 2, width: 5, cells: 31 },
  { time: 4, batch: 12, width: 3, cells: 32 },
  { time: 5, batch: 13, width: 33, cells: 33 },
  { time: 2, batch: 25, width: 7, cells: 70 },
  { time: 6, batch: 32, width: 64, cells: 128 },
  { time: 1, batch: 3, width: 2, cells: 5, projection: 3 },
  { time: 4, batch: 13, width: 9, cells: 70, projection: 33 },
  { time: 5, batch: 16, width: 40, cells: 160, projection: 64 },
];

function tensors({ time, batch, width, cells, projection }: Sizes): tf.Tensor[] {
  const hidden = projection ?? cells;
  const shapes = [[time, batch, width], [batch, cells], [batch, hidden], [width + hidden, 4 * cells], [4 * cells]];
  const all = projection === undefined ? shapes : [...shapes, [cells, projection]];
  return normals(all, 1 / Math.sqrt(width + hidden));
}

/** A number that every output has its own part in. */
function loss(...[x, cell, hidden, weight, bias, projection]: tf.Tensor[]): tf.Scalar {
  const weights = { weight, bias, projection } as Parameters<typeof lstmSequence>[2];
  const { output, state } = lstmSequence(x as tf.Tensor3D, { cell, hidden } as never, weights);
  const waves = tf.reshape(tf.cos(tf.range(0, output.size)), output.shape);
  const parts: tf.Scalar[] = [tf.sum(tf.mul(output, waves)), tf.sum(tf.square(state.cell)), tf.sum(state.hidden)];
  return tf.addN(parts);
}

describe.runIf(nativeOps('lstm'))('an LSTM by native ops', () => {
  it.each(sizes)(
    'agrees with plain ops, and so do all gradients: $time × $batch, $width → $cells $projection',
    (size) => expectPathsToAgree(tensors(size), withGradients(loss)),
  );

  it('repeats bit for bit', () => expectRepeats(tensors(sizes[5]), withGradients(loss)));

  it.each([
    ['the cell state [2,5] must be [3,5]: [batch, cells]', 1, [2, 5]],
    ['the hidden state [3,6] must be [3,5]: [batch, hidden]', 2, [3, 6]],
    ['the weight [8,20] must be [9,20]: [input + hidden, 4 * cells]', 3, [8, 20]],
    ['the bias [5] must be [20]: [4 * cells]', 4, [5]],
  ] as const)('says what does not fit: %s', (message, which, shape) => {
    const inputs = tensors({ time: 2, batch: 3, width: 4, cells: 5 });
    const misfit = tf.zeros([...shape]);
    expect(() => loss(...inputs.map((input, i) => (i === which ? misfit : input)))).toThrow(message);
    tf.dispose([...inputs, misfit]);
  });
});
