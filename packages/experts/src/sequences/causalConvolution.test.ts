import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disposeParameters, disposeTree, initialize, key, leaves, type ParameterTree } from '@outrageous/core';
import { disturbParameters, expectClose } from '@outrageous/core/testing';
import { randomSequences } from '../test/randomSequences.js';
import { causalConvolution } from './causalConvolution.js';

const [time, batch, inputWidth, width, size] = [5, 2, 3, 2, 3];
const context = { training: true, key: key(0) };
const layer = causalConvolution({ inputWidth, width, size });

let parameters: ParameterTree;
let input: tf.Tensor3D;

beforeEach(() => {
  parameters = initialize(layer.parameters, key(1));
  disturbParameters(parameters, 1);
  input = randomSequences(time, batch, inputWidth);
});

afterEach(() => {
  input.dispose();
  disposeParameters(parameters);
});

/** The sum as it is written, number by number. */
async function convolved(): Promise<number[][][]> {
  const [weight, bias] = await Promise.all(leaves(parameters).map((parameter) => parameter.read().array()));
  const [x, w, b] = [await input.array(), weight as number[][], bias as number[]];
  const at = (t: number, sequence: number, i: number) => (t < 0 ? 0 : x[t][sequence][i]);
  return x.map((step, t) =>
    step.map((_, sequence) =>
      b.map((start, out) => {
        let sum = start;
        for (let back = 0; back < size; back++) {
          for (let i = 0; i < inputWidth; i++) {
            sum += at(t - (size - 1) + back, sequence, i) * w[back * inputWidth + i][out];
          }
        }
        return sum;
      }),
    ),
  );
}

describe('causalConvolution', () => {
  it('is the sum of the last steps, each times its matrix', async () => {
    const state = layer.zeroState(batch);
    const made = layer.apply(parameters, { input, state }, context);
    await expectClose(made.output, await convolved(), 1e-5);
    disposeTree([state, made]);
  });

  it('goes on from window to window, also from one that is shorter than what it sees', async () => {
    const zero = layer.zeroState(batch);
    const whole = layer.apply(parameters, { input, state: zero }, context);
    const parts = tf.split<tf.Tensor3D>(input, [1, 1, 3]);
    const outputs: tf.Tensor[] = [];
    let state = zero;
    for (const part of parts) {
      const made = layer.apply(parameters, { input: part, state }, context);
      state.before.dispose();
      state = made.state;
      outputs.push(made.output);
    }
    const joined = tf.concat(outputs);
    await expectClose(joined, whole.output, 1e-6);
    disposeTree([whole, parts, state, outputs, joined]);
  });

  it('says what it needs', () => {
    expect(() => causalConvolution({ width, size: 1 })).toThrow(
      'causalConvolution: size must be a whole number from 2 up, got 1; with 1 it sees the present step alone',
    );
    expect(() => causalConvolution({ width: 0, size: 2 })).toThrow(
      'causalConvolution: width must be a whole number from 1 up, got 0',
    );
    const state = layer.zeroState(batch);
    const narrow = tf.zeros<tf.Rank.R3>([time, batch, 1]);
    expect(() => layer.apply(parameters, { input: narrow, state }, context)).toThrow(
      'causalConvolution: got an input [5,2,1], needs [time, batch, 3]',
    );
    disposeTree([state, narrow]);
  });
});
