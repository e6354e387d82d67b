import { key, normal, type ParameterTree } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { agreesWithTorch, asParameters, type Read, torchLstm } from '../fixtures/agreesWithTorch.js';
import torchCase from '../fixtures/lstmBidirectional.json' with { type: 'json' };
import { bidirectional } from './bidirectional.js';
import { recurrentConformance } from './conformance/index.js';
import { gru } from './gru.js';
import { lstmFromPyTorch } from './layouts/pyTorchLstm.js';
import { lstm } from './lstm.js';
import type { LstmState } from './lstmSequence/inputs.js';
import { mirrored } from './parts/mirrored.js';
import { withParametersOf } from './test/withParametersOf.js';

const context = { training: false, key: key(0) };

describe('bidirectional', () => {
  const make = () => bidirectional(lstm({ inputWidth: 3, cells: 4 }), gru({ inputWidth: 3, cells: 2 }));
  for (const { name, run } of recurrentConformance(make, { causal: false })) it(name, run);

  it('computes what PyTorch computes, with all gradients', () => {
    const layer = bidirectional(lstm({ inputWidth: 3, cells: 4 }), lstm({ inputWidth: 3, cells: 4 }));
    return agreesWithTorch(torchCase, layer, {
      parameters: (read) => ({ forward: parametersOf(read, '_l0'), backward: parametersOf(read, '_l0_reverse') }),
      state: (read) => ({ forward: direction(read, 0), backward: direction(read, 1) }),
      finals: ({ forward, backward }) => ({
        cell: tf.stack([forward.cell, backward.cell]),
        hidden: tf.stack([forward.hidden, backward.hidden]),
      }),
    });
  });

  it('joins the widths and adds up the operations', () => {
    expect(make()).toMatchObject({ inputWidth: 3, width: 6, operations: 4 * 4 * 7 + 3 * 2 * 5 });
  });

  it('gives the real tokens of a padded sequence what it gives the sequence alone', () =>
    withParametersOf(make(), async (layer, parameters) => {
      const lengths = [2, 4, 1];
      const [time, batch] = [4, lengths.length];
      const input = normal(key(3), [time, batch, 3]);
      const tokens = Int32Array.from(realTokens(lengths, time));
      const apply = (x: tf.Tensor3D, real?: Int32Array) =>
        tf.tidy(() => {
          const sequence = { input: x, state: layer.zeroState(x.shape[1]), tokens: real };
          return layer.apply(parameters, sequence, context).output;
        });
      const padded = apply(input, tokens);
      for (const [b, length] of lengths.entries()) {
        const part = (x: tf.Tensor3D) => tf.slice(x, [0, b, 0], [length, 1, -1]);
        const [alone, got] = tf.tidy(() => [apply(part(input)), part(padded)]);
        await expectClose(got, alone);
        tf.dispose([alone, got]);
      }
      tf.dispose([input, padded]);
    }));

  it('teaches that both layers read the same input', () => {
    expect(() => bidirectional(gru({ inputWidth: 3, cells: 2 }), gru({ inputWidth: 2, cells: 2 }))).toThrow(
      'bidirectional: got layers for inputs of width 3 and 2, needs equal ones, ' +
        'because both read the same input; make them equal',
    );
  });
});

describe('mirrored', () => {
  const x = () => tf.tensor3d([1, 2, 3, 4, 5, 6], [3, 2, 1]); // sequences 1 3 5 and 2 4 6

  it('reverses the steps', async () => {
    const made = tf.tidy(() => mirrored(x()));
    await expectClose(made, [5, 6, 3, 4, 1, 2]);
    made.dispose();
  });

  it('lets real tokens change places among themselves, wherever padding is', async () => {
    // Real: 1 and 3 of the first sequence, 2 and 6 of the second.
    const made = tf.tidy(() => mirrored(x(), Int32Array.of(0, 1, 2, 5)));
    await expectClose(made, [3, 6, 1, 0, 0, 2]);
    made.dispose();
  });
});

function parametersOf(read: Read, suffix: string): ParameterTree {
  return asParameters(lstmFromPyTorch(torchLstm(read, suffix)));
}

/** The state of one of PyTorch's directions, which keeps both in one tensor. */
function direction(read: Read, i: number): LstmState {
  const of = (name: string) => tf.squeeze<tf.Tensor2D>(tf.slice(read(name), i, 1), [0]);
  return { cell: of('cell'), hidden: of('hidden') };
}

/** The flat indices of the tokens before each sequence's end. */
function realTokens(lengths: readonly number[], time: number): number[] {
  const batch = lengths.length;
  return Array.from({ length: time * batch }, (_, i) => i).filter((i) => Math.floor(i / batch) < lengths[i % batch]);
}
