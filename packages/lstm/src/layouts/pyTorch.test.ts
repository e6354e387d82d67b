import { key } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Read, tensorOf, type TorchCase, torchGru, torchLstm } from '../../fixtures/agreesWithTorch.js';
import gruCase from '../../fixtures/gru.json' with { type: 'json' };
import plainCase from '../../fixtures/lstm.json' with { type: 'json' };
import projectedCase from '../../fixtures/lstmProjected.json' with { type: 'json' };
import { gru } from '../gru.js';
import { lstm } from '../lstm.js';
import { withParametersOf } from '../test/withParametersOf.js';
import { pyTorchGru } from './pyTorchGru.js';
import { pyTorchLstm } from './pyTorchLstm.js';

const context = { training: false, key: key(0) };

// What a test makes lives as long as the test.
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('pyTorchLstm', () => {
  for (const [kind, torch, projection] of [
    ['plain', plainCase, undefined],
    ['projected', projectedCase, 2],
  ] as const) {
    it(`gives a ${kind} layer what PyTorch's has learned, and reads it back`, () =>
      withParametersOf(lstm({ inputWidth: 3, cells: 4, projection }), async (layer, parameters) => {
        const read = reader(torch);
        const theirs = torchLstm(read, '_l0', projection !== undefined);
        pyTorchLstm.assign(parameters, theirs);
        const state = { cell: stateOf(read, 'cell'), hidden: stateOf(read, 'hidden') };
        const { output } = layer.apply(parameters, { input: read<tf.Rank.R3>('x'), state }, context);
        await expectClose(output, torch.outputs.output.values);

        const { bias_ih, bias_hh, ...weights } = pyTorchLstm.read(parameters);
        await expectClose(weights.weight_ih, theirs.weight_ih);
        await expectClose(weights.weight_hh, theirs.weight_hh);
        if (theirs.weight_hr) await expectClose(weights.weight_hr!, theirs.weight_hr);
        await expectClose(tf.add(bias_ih!, bias_hh!), tf.add(theirs.bias_ih!, theirs.bias_hh!));
      }));
  }

  it('takes a layer without biases', () =>
    withParametersOf(lstm({ inputWidth: 3, cells: 4 }), async (_, parameters) => {
      const { weight_ih, weight_hh } = torchLstm(reader(plainCase));
      pyTorchLstm.assign(parameters, { weight_ih, weight_hh });
      await expectClose(pyTorchLstm.read(parameters).bias_ih!, new Array<number>(16).fill(0));
    }));

  it('leaves no tensor behind, and weights alone', () =>
    withParametersOf(lstm({ inputWidth: 3, cells: 4 }), (_, parameters) => {
      const theirs = torchLstm(reader(plainCase));
      const before = tf.memory().numTensors;
      pyTorchLstm.assign(parameters, theirs);
      tf.dispose(pyTorchLstm.read(parameters));
      expect(tf.memory().numTensors).toBe(before);
      expect(theirs.weight_ih.isDisposed).toBe(false);
    }));

  it('teaches which layer the weights need', () =>
    withParametersOf(lstm({ inputWidth: 3, cells: 4 }), (_, parameters) => {
      expect(() => pyTorchLstm.assign(parameters, torchLstm(reader(projectedCase), '_l0', true))).toThrow(
        'pyTorchLstm: the weights are those of a layer with bias [16], projection [4,2], weight [5,16], ' +
          'but the parameters are bias [16], weight [7,16]; make the layer with the sizes of the weights',
      );
    }));

  it('teaches whose parameters it reads', () =>
    withParametersOf(gru({ inputWidth: 3, cells: 4 }), (_, parameters) => {
      expect(() => pyTorchLstm.read(parameters)).toThrow(
        'pyTorchLstm: the parameters must be an object with weight, bias, got an object with inputWeight, hiddenWeight, ' +
          'inputBias, hiddenBias; ' +
          'give it the parameters of the one layer whose weights these are, such as the first of a stack',
      );
    }));
});

describe('pyTorchGru', () => {
  it("gives a layer what PyTorch's has learned, and reads it back", () =>
    withParametersOf(gru({ inputWidth: 3, cells: 4 }), async (layer, parameters) => {
      const read = reader(gruCase);
      const theirs = torchGru(read);
      pyTorchGru.assign(parameters, theirs);
      const state = { hidden: stateOf(read, 'hidden') };
      const { output } = layer.apply(parameters, { input: read<tf.Rank.R3>('x'), state }, context);
      await expectClose(output, gruCase.outputs.output.values);

      const back = pyTorchGru.read(parameters);
      await expectClose(back.weight_ih, theirs.weight_ih);
      await expectClose(back.weight_hh, theirs.weight_hh);
      await expectClose(back.bias_ih!, theirs.bias_ih);
      await expectClose(back.bias_hh!, theirs.bias_hh);
    }));

  it('takes a layer without biases', () =>
    withParametersOf(gru({ inputWidth: 3, cells: 4 }), async (_, parameters) => {
      const { weight_ih, weight_hh } = torchGru(reader(gruCase));
      pyTorchGru.assign(parameters, { weight_ih, weight_hh });
      await expectClose(pyTorchGru.read(parameters).bias_hh!, new Array<number>(12).fill(0));
    }));
});

function reader({ inputs }: TorchCase): Read {
  return <R extends tf.Rank>(name: string) => tensorOf(inputs, name) as tf.Tensor<R>;
}

/** PyTorch's state of a single layer. */
function stateOf(read: Read, name: string): tf.Tensor2D {
  return tf.squeeze(read<tf.Rank.R3>(name), [0]);
}
