import * as tf from '@tensorflow/tfjs-core';
import { key } from '@outrageous/core';
import { describe, expect, it } from 'vitest';
import { agreesWithTorch, asParameters, torchGru } from '../fixtures/agreesWithTorch.js';
import torchCase from '../fixtures/gru.json' with { type: 'json' };
import { recurrentConformance } from './conformance/index.js';
import { gru } from './gru.js';
import { gruFromPyTorch } from './layouts/pyTorchGru.js';

describe('gru', () => {
  for (const { name, run } of recurrentConformance(() => gru({ inputWidth: 3, cells: 4 }))) it(name, run);

  it('computes what PyTorch computes, with all gradients', () =>
    agreesWithTorch(torchCase, gru({ inputWidth: 3, cells: 4 }), {
      parameters: (read) => asParameters(gruFromPyTorch(torchGru(read))),
      state: (read) => ({ hidden: tf.squeeze<tf.Tensor2D>(read('hidden'), [0]) }),
      finals: ({ hidden }) => ({ hidden: tf.expandDims(hidden) }),
    }));

  it('counts its operations', () => {
    expect(gru({ inputWidth: 64, cells: 32 }).operations).toBe(3 * 32 * 96);
  });

  it('teaches what state it needs', () => {
    const layer = gru({ inputWidth: 3, cells: 4 });
    const apply = () =>
      tf.tidy(() => {
        const input: tf.Tensor3D = tf.zeros([5, 2, 3]);
        layer.apply({}, { input, state: layer.zeroState(1) }, { training: false, key: key(0) });
      });
    expect(apply).toThrow("gru: got a state 'hidden' of shape [1,4], needs [2,4]; start a new batch with zeroState(2)");
  });
});
