import { foldIn, key, normal } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gru } from '../gru.js';
import { lstm } from '../lstm.js';
import { withParametersOf } from '../test/withParametersOf.js';
import { kerasGru, type KerasGruWeights } from './kerasGru.js';
import { kerasLstm, type KerasLstmWeights } from './kerasLstm.js';

const context = { training: false, key: key(0) };
const [time, batch, inputWidth, cells] = [3, 2, 3, 4];

// What a test makes lives as long as the test.
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('kerasLstm', () => {
  const weights: () => Required<KerasLstmWeights> = () => ({
    kernel: random('kernel', [inputWidth, 4 * cells]),
    recurrent_kernel: random('recurrent', [cells, 4 * cells]),
    bias: random('bias', [4 * cells]),
  });

  it('gives a layer that computes what Keras computes, and reads it back', () =>
    withParametersOf(lstm({ inputWidth, cells }), async (layer, parameters) => {
      const theirs = weights();
      const input = random<tf.Rank.R3>('x', [time, batch, inputWidth]);
      kerasLstm.assign(parameters, theirs);
      const { output } = layer.apply(parameters, { input, state: layer.zeroState(batch) }, context);
      await expectClose(output, lstmOfKeras(input, theirs));

      const back = kerasLstm.read(parameters);
      await expectClose(back.kernel, theirs.kernel);
      await expectClose(back.recurrent_kernel, theirs.recurrent_kernel);
      await expectClose(back.bias!, theirs.bias);
    }));

  it('takes a layer without a bias', () =>
    withParametersOf(lstm({ inputWidth, cells }), async (_, parameters) => {
      const { kernel, recurrent_kernel } = weights();
      kerasLstm.assign(parameters, { kernel, recurrent_kernel });
      await expectClose(kerasLstm.read(parameters).bias!, tf.zeros([4 * cells]));
    }));

  it('teaches that Keras has no projection', () =>
    withParametersOf(lstm({ inputWidth, cells, projection: 2 }), (_, parameters) => {
      expect(() => kerasLstm.read(parameters)).toThrow(
        "kerasLstm: got an lstm with a projection, which Keras's LSTM doesn't have; " +
          'read the layer with pyTorchLstm, or train one without a projection',
      );
    }));
});

describe('kerasGru', () => {
  const weights: () => Required<KerasGruWeights> = () => ({
    kernel: random('kernel', [inputWidth, 3 * cells]),
    recurrent_kernel: random('recurrent', [cells, 3 * cells]),
    bias: random('bias', [2, 3 * cells]),
  });

  it('gives a layer that computes what Keras computes, and reads it back', () =>
    withParametersOf(gru({ inputWidth, cells }), async (layer, parameters) => {
      const theirs = weights();
      const input = random<tf.Rank.R3>('x', [time, batch, inputWidth]);
      kerasGru.assign(parameters, theirs);
      const { output } = layer.apply(parameters, { input, state: layer.zeroState(batch) }, context);
      await expectClose(output, gruOfKeras(input, theirs));

      const back = kerasGru.read(parameters);
      await expectClose(back.kernel, theirs.kernel);
      await expectClose(back.recurrent_kernel, theirs.recurrent_kernel);
      await expectClose(back.bias!, theirs.bias);
    }));

  it('takes a layer without a bias', () =>
    withParametersOf(gru({ inputWidth, cells }), async (_, parameters) => {
      const { kernel, recurrent_kernel } = weights();
      kerasGru.assign(parameters, { kernel, recurrent_kernel });
      await expectClose(kerasGru.read(parameters).bias!, tf.zeros([2, 3 * cells]));
    }));

  it('teaches that the reset gate must act after the multiplication', () =>
    withParametersOf(gru({ inputWidth, cells }), (_, parameters) => {
      const bias: tf.Tensor = tf.zeros([3 * cells]);
      expect(() => kerasGru.assign(parameters, { ...weights(), bias: bias as tf.Tensor2D })).toThrow(
        'kerasGru: got a bias of shape [12], needs [2, 3 · cells], as a GRU with reset_after=True has it; ' +
          'one with reset_after=False computes something else: train it again with reset_after=True',
      );
    }));
});

/** Keras's LSTMCell over a sequence, from zeros, as its source writes it. */
function lstmOfKeras(input: tf.Tensor3D, { kernel, recurrent_kernel, bias }: Required<KerasLstmWeights>): tf.Tensor {
  let [h, c]: tf.Tensor[] = [tf.zeros([batch, cells]), tf.zeros([batch, cells])];
  const outputs = tf.unstack(input).map((x) => {
    const z = tf.add(tf.add(tf.matMul(x, kernel), tf.matMul(h, recurrent_kernel)), bias);
    const [z0, z1, z2, z3] = tf.split(z, 4, 1);
    c = tf.add(tf.mul(tf.sigmoid(z1), c), tf.mul(tf.sigmoid(z0), tf.tanh(z2)));
    h = tf.mul(tf.sigmoid(z3), tf.tanh(c));
    return h;
  });
  return tf.stack(outputs);
}

/** Keras's GRUCell with reset_after=True over a sequence, from zeros, as its source writes it. */
function gruOfKeras(input: tf.Tensor3D, { kernel, recurrent_kernel, bias }: Required<KerasGruWeights>): tf.Tensor {
  const [inputBias, recurrentBias] = tf.unstack(bias);
  let h: tf.Tensor = tf.zeros([batch, cells]);
  const outputs = tf.unstack(input).map((x) => {
    const [xz, xr, xh] = tf.split(tf.add(tf.matMul(x, kernel), inputBias), 3, 1);
    const [hz, hr, hh] = tf.split(tf.add(tf.matMul(h, recurrent_kernel), recurrentBias), 3, 1);
    const [z, r] = [tf.sigmoid(tf.add(xz, hz)), tf.sigmoid(tf.add(xr, hr))];
    const candidate = tf.tanh(tf.add(xh, tf.mul(r, hh)));
    h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
    return h;
  });
  return tf.stack(outputs);
}

/** Random numbers that depend on the name. */
function random<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return normal(foldIn(key(1), name), shape) as tf.Tensor<R>;
}
