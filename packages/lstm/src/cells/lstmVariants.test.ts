import { countParameters, disposeParameters, initialize, key, leaves, type Recurrent } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { agreesWithTorch, asParameters } from '../../fixtures/agreesWithTorch.js';
import coupledCase from '../../fixtures/lstmCoupled.json' with { type: 'json' };
import layerNormCase from '../../fixtures/lstmLayerNorm.json' with { type: 'json' };
import peepholeCase from '../../fixtures/lstmPeephole.json' with { type: 'json' };
import { cellConformance } from '../conformance/index.js';
import { coupledLstm } from './coupledLstm.js';
import { layerNormLstm } from './layerNormLstm.js';
import { peepholeLstm } from './peepholeLstm.js';
import { unrolled } from './unrolled.js';

const sizes = { inputWidth: 3, cells: 4 };

describe.each([
  { name: 'peepholeLstm', variant: peepholeLstm, torch: peepholeCase, gates: 4, others: 3 * 4 },
  { name: 'coupledLstm', variant: coupledLstm, torch: coupledCase, gates: 3, others: 0 },
  { name: 'layerNormLstm', variant: layerNormLstm, torch: layerNormCase, gates: 4, others: 2 * 16 + 2 * 4 },
])('$name', ({ name, variant, torch, gates, others }) => {
  for (const check of cellConformance(() => variant(sizes))) it(check.name, check.run);

  it('computes what PyTorch computes, with all gradients', () =>
    agreesWithTorch(torch, unrolled(variant(sizes)), {
      parameters: (read) =>
        asParameters(Object.fromEntries(Object.keys(variant(sizes).parameters).map((leaf) => [leaf, read(leaf)]))),
      state: (read) => ({ cell: read<tf.Rank.R2>('cell'), hidden: read<tf.Rank.R2>('hidden') }),
      finals: (state) => state,
    }));

  it('counts its operations and parameters', () => {
    const cell = variant(sizes);
    expect(cell.operations).toBe(gates * 4 * 7);
    expect(countParameters(cell.parameters)).toBe(gates * 4 * 7 + gates * 4 + others);
  });

  it('teaches what state it needs', () => {
    const layer: Recurrent = unrolled(variant(sizes));
    const apply = () =>
      tf.tidy(() => {
        const input: tf.Tensor3D = tf.zeros([1, 2, 3]);
        layer.apply({}, { input, state: layer.zeroState(5) }, { training: false, key: key(0) });
      });
    expect(apply).toThrow(
      `${name}: got a state 'cell' of shape [5,4], needs [2,4]; start a new batch with zeroState(2)`,
    );
  });
});

it.each([
  { name: 'peepholeLstm', variant: peepholeLstm, bias: [0, 0, 1, 1, 0, 0, 0, 0] },
  { name: 'coupledLstm', variant: coupledLstm, bias: [-1, -1, 0, 0, 0, 0] },
  { name: 'layerNormLstm', variant: layerNormLstm, bias: [0, 0, 1, 1, 0, 0, 0, 0] },
])('$name starts by remembering', async ({ variant, bias }) => {
  const parameters = initialize(variant({ inputWidth: 2, cells: 2 }).parameters, key(0));
  await expectClose(
    leaves(parameters)
      .find((parameter) => parameter.name === 'bias')!
      .read(),
    bias,
  );
  disposeParameters(parameters);
});
