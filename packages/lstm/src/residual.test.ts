import { type Context, key, type Recurrent } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { activated } from './activated.js';
import { recurrentConformance } from './conformance/index.js';
import { gru } from './gru.js';
import { residual } from './residual.js';

const context: Context = { training: true, key: key(5) };

describe('residual', () => {
  const make = () => residual(gru({ inputWidth: 3, cells: 3 }), { dropout: 0.3 });
  for (const { name, run } of recurrentConformance(make)) it(name, run);

  it('adds the input: with a layer that gives zeros, nothing changes', async () => {
    const { output, input } = applyTo(residual(times(0)), context);
    await expectClose(output, input);
    tf.dispose([output, input]);
  });

  it('drops outputs of the layer only, after the activation', async () => {
    const { output, input } = applyTo(residual(activated(times(2), tf.sigmoid), { dropout: 0.5 }), context);
    const [added, inside] = [await output.data(), await input.data()];
    const differences = added.map((y, i) => y - inside[i]);
    inside.forEach((x, i) => {
      const kept = 2 / (1 + Math.exp(-2 * x));
      expect(Math.min(Math.abs(differences[i]), Math.abs(differences[i] - kept))).toBeLessThan(1e-5);
    });
    const dropped = differences.filter((difference) => Math.abs(difference) < 1e-6).length / differences.length;
    expect(dropped).toBeGreaterThan(0.3);
    expect(dropped).toBeLessThan(0.7);
    tf.dispose([output, input]);
  });

  it('draws other numbers than a residual inside', async () => {
    const ones: Recurrent = { ...times(0), apply: (_, { input, state }) => ({ output: tf.onesLike(input), state }) };
    const { output, input } = applyTo(residual(residual(ones, { dropout: 0.5 }), { dropout: 0.5 }), context);
    const [got, given] = [await output.data(), await input.data()];
    // x + d(x + d(1)) is x + 4 where both keep, one in four; one in two if both drew the same.
    const bothKept = got.filter((y, i) => Math.abs(y - (3 * given[i] + 4)) < 1e-5).length / got.length;
    expect(bothKept).toBeGreaterThan(0.1);
    expect(bothKept).toBeLessThan(0.4);
    tf.dispose([output, input]);
  });

  it('teaches that the widths must be equal, and what a dropout is', () => {
    expect(() => residual(gru({ inputWidth: 3, cells: 4 }))).toThrow(
      'residual: got a layer from width 3 to 4, needs equal widths, because the input is added to the output; ' +
        'give the layer a projection to 3, or leave the residual away',
    );
    expect(() => residual(gru({ inputWidth: 3, cells: 3 }), { dropout: 1 })).toThrow(
      'residual: dropout must be in [0, 1), got 1; it is the share of numbers that are dropped',
    );
  });
});

/** A layer that multiplies its input by a number. */
function times(factor: number): Recurrent {
  return {
    parameters: {},
    operations: 0,
    inputWidth: 8,
    width: 8,
    zeroState: () => [],
    apply: (_, { input, state }) => ({ output: tf.mul(input, factor), state }),
  };
}

function applyTo(layer: Recurrent, given: Context): { output: tf.Tensor3D; input: tf.Tensor3D } {
  const input: tf.Tensor3D = tf.randomNormal([4, 4, 8], 0, 1, 'float32', 7);
  return { output: layer.apply({}, { input, state: [] }, given).output, input };
}
