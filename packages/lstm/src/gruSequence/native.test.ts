import { nativeOps } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectPathsToAgree, expectRepeats, normals, withGradients } from '../test/nativePaths.js';
import { gruSequence } from './gruSequence.js';
import type { GruWeights } from './inputs.js';

interface Sizes {
  readonly time: number;
  readonly batch: number;
  readonly width: number;
  readonly cells: number;
}

/** Around the blocks that the native ops work in, which are 12 rows and 32 columns large on some processors. */
const sizes: readonly Sizes[] = [
  { time: 1, batch: 1, width: 1, cells: 1 },
  { time: 1, batch: 3, width: 2, cells: 5 },
  { time: 3, batch: 2, width: 5, cells: 31 },
  { time: 7, batch: 1, width: 4, cells: 40 },
  { time: 4, batch: 12, width: 3, cells: 32 },
  { time: 5, batch: 13, width: 33, cells: 33 },
  { time: 2, batch: 25, width: 7, cells: 70 },
  { time: 6, batch: 32, width: 64, cells: 128 },
  { time: 3, batch: 17, width: 40, cells: 200 },
];

const large = sizes[sizes.length - 1];

function tensors({ time, batch, width, cells }: Sizes): tf.Tensor[] {
  const gates = 3 * cells;
  const shapes = [[time, batch, width], [batch, cells], [width, gates], [cells, gates], [gates], [gates]];
  return normals(shapes, 1 / Math.sqrt(width + cells));
}

function run([x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias]: tf.Tensor[]) {
  const weights = { inputWeight, hiddenWeight, inputBias, hiddenBias } as GruWeights;
  return gruSequence(x as tf.Tensor3D, { hidden: hidden as tf.Tensor2D }, weights);
}

/** A number that every output has its own part in. */
function loss(...inputs: tf.Tensor[]): tf.Scalar {
  const { output, state } = run(inputs);
  const waves = tf.reshape(tf.cos(tf.range(0, output.size)), output.shape);
  return tf.add(tf.sum(tf.mul(output, waves)), tf.sum(tf.square(state.hidden)));
}

/** The output, the loss and all gradients. */
function compute(inputs: tf.Tensor[]): tf.Tensor[] {
  return [tf.tidy(() => run(inputs).output), ...withGradients(loss)(inputs)];
}

describe.runIf(nativeOps('lstm'))('a GRU by native ops', () => {
  it.each(sizes)('agrees with plain ops, and so do all gradients: $time × $batch, $width → $cells', (size) =>
    expectPathsToAgree(tensors(size), compute),
  );

  it('repeats bit for bit', () => expectRepeats(tensors(large), compute));

  it.each([
    ['the input weight [4,12] must be [4,15]: [input, 3 * cells]', 2, [4, 12]],
    ['the hidden weight [4,15] must be [5,15]: [cells, 3 * cells]', 3, [4, 15]],
    ['the hidden bias [5] must be [15]: [3 * cells]', 5, [5]],
    ['the state [2,5] must be [3,5]: [batch, cells]', 1, [2, 5]],
    ['the input [0,3,4] must be [time, batch, width], with at least one step', 0, [0, 3, 4]],
  ] as const)('says what does not fit: %s', (message, which, shape) => {
    const inputs = tensors({ time: 2, batch: 3, width: 4, cells: 5 });
    const misfit = tf.zeros([...shape]);
    expect(() => run(inputs.map((input, i) => (i === which ? misfit : input)))).toThrow(message);
    tf.dispose([...inputs, misfit]);
  });
});
