import type { Gradient, Optimizer } from '@outrageous/core';
import { expectClose, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { runSteps } from '../../../fixtures/runSteps.js';
import { adam } from '../adam/adam.js';
import { sgd } from '../sgd/sgd.js';

const learningRate = 0.01;
const shape = [2, 2];
const [first, second] = [
  [1, -0.5],
  [0.25, 2],
];

/** So late that Adam's corrections of the beginning are over. */
const START = 1_000_000;

/** Steps that name the second row, or no row. */
const naming =
  (values: readonly number[]): (() => Gradient) =>
  () => ({
    kind: 'rows',
    rows: tf.tensor1d(values.length > 0 ? [1] : [], 'int32'),
    values: tf.tensor2d([...values], [values.length / 2, 2]),
  });

/** The optimizer, before whose steps others are passed over. */
function passingOver(steps: readonly number[], optimizer: Optimizer): Optimizer {
  let at = 0;
  return {
    ...optimizer,
    update(gradients, state, parameters) {
      state.step += steps[at++] ?? 0;
      optimizer.update(gradients, state, parameters);
    },
  };
}

/** What one number becomes by the equations of each step, as PyTorch takes them, in float64. */
type Reference = (value: number, gradients: Iterable<number>) => number;

const adamOf =
  (beta1: number, beta2: number): Reference =>
  (value, gradients) => {
    let [m, v] = [0, 0];
    for (const g of gradients) {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      value -= (learningRate * m) / (Math.sqrt(v) + 1e-8);
    }
    return value;
  };

const momentumOf =
  (momentum: number): Reference =>
  (value, gradients) => {
    let v = 0;
    for (const g of gradients) {
      v = momentum * v + g;
      value -= learningRate * v;
    }
    return value;
  };

function* withGap(before: number, steps: number, after: number): Generator<number> {
  yield before;
  for (let i = 0; i < steps; i++) yield 0;
  yield after;
}

/** The second row gets a gradient, then none at `gap` steps, which are taken or passed over, then another one. */
async function holds(optimizer: Optimizer, reference: Reference, { gap, taken }: { gap: number; taken: boolean }) {
  const between = Array<() => Gradient>(taken ? gap : 0).fill(naming([]));
  const gradients = [naming(first), ...between, naming(second)];
  const passed = passingOver([START, taken ? 0 : gap], optimizer);
  const start = await runSteps({ optimizer, shape, table: true, gradients: [] });
  const { parameter } = await runSteps({ optimizer: passed, shape, table: true, gradients });
  const expected = first.map((g, i) => reference(start.parameter[2 + i], withGap(g, gap, second[i])));
  const got = tf.tensor1d(parameter.subarray(2));
  await expectClose(got, expected, 5e-5); // ε, which catching up lets shrink, makes up half of it
  got.dispose();
}

const ulp = 2 ** -53;

/** β1 and β2: those at which β1 = √β2 or almost, at which one is 0, and those that fade slowly. */
const betas: [number, number][] = [
  [0.9, 0.999],
  [0.9, 0.9 ** 2],
  [0.9, 0.9 ** 2 + 2 * ulp],
  [0.9, 0.9 ** 2 - 2 * ulp],
  [0.5, 0.25],
  [0.9, 0.9],
  [0.9, 0.85],
  [0.9999, 0.9999],
  [0, 0.999],
  [0, 0],
];

describe.each(opPaths('trainer'))('rows that steps do not name, with $path,', ({ run }) => {
  it.each(betas)('become what Adam makes of them by gradients of zero, with β1 = %d and β2 = %d', (beta1, beta2) =>
    run(() => holds(adam({ learningRate, beta1, beta2 }), adamOf(beta1, beta2), { gap: 12, taken: true })),
  );

  it.each(betas.filter(([beta1, beta2]) => beta1 <= beta2))(
    'do so after a million steps, with β1 = %d and β2 = %d',
    (beta1, beta2) =>
      run(() => holds(adam({ learningRate, beta1, beta2 }), adamOf(beta1, beta2), { gap: 1e6, taken: false })),
  );

  it.each([
    [0.9, 1],
    [0.9, 12],
    [0.9, 1e6],
    [1e-30, 12],
    [0.999999, 1e6],
    [1 - ulp, 12],
    [1, 12],
    [1, 1000],
  ])('become what momentum makes of them: %d, after %d steps', (momentum, gap) =>
    run(() => holds(sgd({ learningRate, momentum }), momentumOf(momentum), { gap, taken: gap < 100 })),
  );
});
