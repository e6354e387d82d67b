import {
  countParameters,
  disposeParameters,
  initialize,
  key,
  leaves,
  type ParameterTree,
  type StateTree,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { agreesWithTorch, asParameters, type Read, torchLstm } from '../fixtures/agreesWithTorch.js';
import plainCase from '../fixtures/lstm.json' with { type: 'json' };
import projectedCase from '../fixtures/lstmProjected.json' with { type: 'json' };
import stackedCase from '../fixtures/lstmStacked.json' with { type: 'json' };
import { recurrentConformance } from './conformance/index.js';
import { lstmFromPyTorch } from './layouts/pyTorchLstm.js';
import { lstm } from './lstm.js';
import type { LstmState } from './lstmSequence/inputs.js';
import { stack } from './stack.js';

const context = { training: false, key: key(3) };

describe('lstm', () => {
  for (const { name, run } of recurrentConformance(() => lstm({ inputWidth: 3, cells: 4 }))) it(name, run);

  it('computes what PyTorch computes, with all gradients', () =>
    agreesWithTorch(plainCase, lstm({ inputWidth: 3, cells: 4 }), {
      parameters: (read) => parametersOf(read),
      state: (read) => level(read, 0),
      finals: (state) => joined([state]),
    }));

  it('computes what several of PyTorch compute on top of each other', () =>
    agreesWithTorch(stackedCase, stack([lstm({ inputWidth: 3, cells: 4 }), lstm({ inputWidth: 4, cells: 4 })]), {
      parameters: (read) => [parametersOf(read), parametersOf(read, '_l1')],
      state: (read): readonly StateTree[] => [level(read, 0), level(read, 1)],
      finals: (states) => joined(states as readonly LstmState[]),
    }));

  it('counts its operations and parameters as the paper does', () => {
    const layer = lstm({ inputWidth: 512, cells: 512 });
    expect(layer.operations).toBe(4 * 512 * 1024);
    expect(countParameters(layer.parameters)).toBe(4 * 512 * 1024 + 4 * 512);
  });

  it('starts by remembering: the bias of the forget gate is 1, the others 0', async () => {
    const layer = lstm({ inputWidth: 2, cells: 2 });
    const parameters = initialize(layer.parameters, key(0));
    const [weight, bias] = leaves(parameters).map((parameter) => parameter.read());
    await expectClose(bias, [0, 0, 1, 1, 0, 0, 0, 0]);
    expect(Math.max(...(await weight.data()).map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(2));
    disposeParameters(parameters);
  });

  it('teaches what input and state it needs', () => {
    const layer = lstm({ inputWidth: 3, cells: 4 });
    const apply = (width: number, batch: number) =>
      tf.tidy(() => {
        const sequence = { input: tf.zeros<tf.Rank.R3>([5, 2, width]), state: layer.zeroState(batch) };
        layer.apply({}, sequence, context);
      });
    expect(() => apply(7, 2)).toThrow(
      'lstm: got an input of shape [5,2,7], needs [time, batch, 3] with at least one step; ' +
        'make the layer below 3 wide, or the layer with inputWidth: 7',
    );
    expect(() => apply(3, 8)).toThrow(
      "lstm: got a state 'cell' of shape [8,4], needs [2,4]; start a new batch with zeroState(2)",
    );
  });
});

describe('lstm with a projection', () => {
  const make = () => lstm({ inputWidth: 3, cells: 4, projection: 2 });
  for (const { name, run } of recurrentConformance(make)) it(name, run);

  it('computes what PyTorch computes, with all gradients', () =>
    agreesWithTorch(projectedCase, make(), {
      parameters: (read) => parametersOf(read, '_l0', true),
      state: (read) => level(read, 0),
      finals: (state) => joined([state]),
    }));

  it('counts its operations as the paper does', () => {
    const layer = lstm({ inputWidth: 512, cells: 2048, projection: 512 });
    expect(layer.operations).toBe(4 * 2048 * 1024 + 2048 * 512);
    expect(layer.width).toBe(512);
  });
});

function parametersOf(read: Read, suffix?: string, projected?: boolean): ParameterTree {
  return asParameters(lstmFromPyTorch(torchLstm(read, suffix, projected)));
}

/** The state of one of PyTorch's layers, which keeps those of all layers in one tensor. */
function level(read: Read, i: number): LstmState {
  const of = (name: string) => tf.squeeze<tf.Tensor2D>(tf.slice(read(name), i, 1), [0]);
  return { cell: of('cell'), hidden: of('hidden') };
}

function joined(states: readonly LstmState[]): { cell: tf.Tensor; hidden: tf.Tensor } {
  return { cell: tf.stack(states.map(({ cell }) => cell)), hidden: tf.stack(states.map(({ hidden }) => hidden)) };
}
