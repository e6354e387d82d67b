import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  addTrees,
  disposeParameters,
  type Gate,
  gradientTensors,
  initialize,
  key,
  leaves,
  type Measured,
  measureRouting,
  normal,
  oneGroup,
  type ParameterTree,
  valueAndGradients,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { balanced } from './balanced.js';
import { hierarchical } from '../combinators/hierarchical.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';
import { evaluating } from '../test/sameLogits.js';

const width = 3;

const gates: Record<string, Gate> = {
  'a flat gate': balanced(noisyTopK({ width, experts: 4, k: 2 })),
  'a hierarchy': balanced(
    hierarchical(noisyTopK({ width, experts: 3, k: 2 }), noisyTopK({ width, experts: 4, k: 2, groups: 3 })),
  ),
};

// As the batches of several processes: CV² of each part, added or averaged, would be something else.
describe.each(Object.entries(gates))('a batch that comes in parts, to %s', (_, gate) => {
  it('has the loss and the gradients of the whole', async () => {
    const parameters = initialize(gate.parameters, key(1));
    for (const one of leaves(parameters)) one.assign(normal(key(one.shape[0]), one.shape));
    const rows = tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(5), [6, width]), [6, width]));
    const whole = derive(() => measure(gate, parameters, [rows]), parameters);
    const parts = derive(() => measure(gate, parameters, tf.split(rows, [1, 3, 2])), parameters);
    expect(parts.length).toBe(1 + leaves(parameters).length);
    for (const [i, part] of parts.entries()) await expectClose(part, whole[i]);
    tf.dispose([rows, whole, parts]);
    disposeParameters(parameters);
  });
});

/** Routes each part by itself, and measures their sums. */
function measure(gate: Gate, parameters: ParameterTree, parts: readonly tf.Tensor2D[]): Measured {
  const routings = parts.map((rows) => gate.apply(parameters, oneGroup(rows), evaluating));
  return measureRouting({ ...routings[0], sums: addTrees(routings.map(({ sums }) => sums)) });
}

/** The loss, and its gradient to each parameter. */
function derive(loss: () => Measured, parameters: ParameterTree): tf.Tensor[] {
  const { value, gradients } = valueAndGradients(() => ({ loss: loss().loss, extra: [] }), leaves(parameters));
  return [value, ...[...gradients.values()].flatMap(gradientTensors)];
}
