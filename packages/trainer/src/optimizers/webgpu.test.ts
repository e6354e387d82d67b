import { variableParameter } from '@outrageous/core';
import type { Gradient, Optimizer } from '@outrageous/core';
import { expectClose, withBindingLimit } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, it } from 'vitest';
import { normalGradients, rowGradients, runSteps, type Trial } from '../../fixtures/runSteps.js';
import { adam } from './adam/adam.js';
import { adamCatchUpWithPlainOps } from './adam/catchUp.js';
import { adamWithPlainOps, type Moment, momentNames } from './adam/plain.js';
import { slotsWithLastStep, withCatchUp } from './catchUp/withCatchUp.js';
import { factoredAdam } from './factoredAdam/factoredAdam.js';
import { factoredAdamWithPlainOps } from './factoredAdam/plain.js';
import { globalNorm } from './globalNorm.js';
import { parameterwise } from './parameterwise.js';
import { sgd } from './sgd/sgd.js';
import { momentumCatchUpWithPlainOps } from './sgd/catchUp.js';
import { sgdWithPlainOps } from './sgd/plain.js';
import { slotsOf } from './slots.js';

const learningRate = 0.01;

const plainAdam = parameterwise<Moment | 'lastStep'>({
  ...slotsWithLastStep(momentNames),
  at(step) {
    const numbers = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, learningRate, step };
    return withCatchUp(adamWithPlainOps(numbers), adamCatchUpWithPlainOps(numbers), step);
  },
});

const plainSgd = parameterwise<'momentum'>({
  slots: () => [],
  at: () => sgdWithPlainOps({ learningRate, momentum: 0 }),
});

const plainMomentum = parameterwise<'momentum' | 'lastStep'>({
  ...slotsWithLastStep(['momentum']),
  at(step) {
    const numbers = { learningRate, momentum: 0.9 };
    return withCatchUp(sgdWithPlainOps(numbers), momentumCatchUpWithPlainOps(numbers), step);
  },
});

const factored = factoredAdam({ learningRate });

const plainFactored: Optimizer = {
  init: (parameters) => factored.init(parameters),
  update(gradients, state) {
    const update = factoredAdamWithPlainOps({ beta2: 0.999, epsilon: 1e-8, learningRate, step: ++state.step });
    tf.tidy(() => {
      for (const [parameter, gradient] of gradients) {
        update({ parameter, gradient, slots: slotsOf(state.slots, parameter, []) });
      }
    });
  },
};

const optimizers = [
  ['Adam', adam({ learningRate }), plainAdam],
  ['gradient descent', sgd({ learningRate }), plainSgd],
  ['momentum', sgd({ learningRate, momentum: 0.9 }), plainMomentum],
  ['factored Adam', factored, plainFactored],
] as const;

describe('on webgpu', () => {
  beforeEach((context) => context.skip(tf.getBackend() !== 'webgpu', 'only webgpu runs shaders'));

  describe.each(optimizers)('%s in place', (_name, optimizer, plain) => {
    it.each([[normalGradients([3, 5, 70], 2)], [rowGradients([3, 5, 70], [2], [-1, 0, 2], [1], [0, 1, 2])]])(
      'agrees with plain ops on experts',
      (gradients) => agree({ optimizer, shape: [3, 5, 70], perExpert: true, gradients }, plain),
    );

    it.each([
      ['a scalar', [], normalGradients([], 2)],
      ['odd sizes', [3, 5, 7], normalGradients([3, 5, 7], 3)],
      ['no numbers', [0], normalGradients([0], 1)],
      ['more than a workgroup', [1031], normalGradients([1031], 2)],
      ['rows', [6, 5], rowGradients([6, 5], [4, 0], [-1, 5, 4, -1], [], [2])],
      ['rows of matrices', [6, 7, 9], rowGradients([6, 7, 9], [4, 0], [-1, 5, 4, -1])],
    ])('agrees with plain ops on %s', (_what, shape, gradients) => agree({ optimizer, shape, gradients }, plain));
  });

  describe.each(optimizers)('%s, where shaders see a few rows at a time', (_name, optimizer, plain) => {
    // A matrix takes 512 bytes: parts are of 2 matrices, or of 256 single numbers.
    it.each([
      ['dense gradients', [10, 8, 16], normalGradients([10, 8, 16], 2)],
      ['single numbers', [700], normalGradients([700], 2)],
      ['rows', [10, 8, 16], rowGradients([10, 8, 16], [9, 0], [-1, 5, 4, 2, 7, 8, -1, 1], [], [3])],
    ])('agrees with plain ops on %s', (_what, shape, gradients) =>
      agree({ optimizer, shape, perExpert: shape.length > 1, gradients, bindingLimit: 1024 }, plain),
    );
  });

  it('leaves a clone of a parameter as it is, and takes the parameter as its own gradient', async () => {
    const parameter = variableParameter('weight', { shape: [2], perExpert: false }, tf.tensor1d([1, 2]));
    const optimizer = sgd({ learningRate: 1 });
    const state = optimizer.init([parameter]);
    const before = tf.clone(parameter.read());
    await before.data(); // a value that was read must not hide the new one
    optimizer.update(new Map([[parameter, parameter.read()]]), state, [parameter]);
    optimizer.update(new Map([[parameter, before]]), state, [parameter]);
    await expectClose(before, [1, 2]);
    await expectClose(parameter.read(), [-1, -2]);
    before.dispose();
    parameter.dispose();
  });

  it('sums squares over whole gradients and rows, without the empty ones', async () => {
    const gradients: Gradient[] = [
      tf.fill([9001], 0.5),
      tf.scalar(3),
      tf.zeros([0, 2]),
      {
        kind: 'rows',
        rows: tf.tensor1d([1, -1], 'int32'),
        values: tf.tensor2d([
          [4, 0],
          [NaN, NaN],
        ]),
      },
    ];
    const norm = globalNorm(gradients);
    await expectClose(norm, Math.sqrt(9001 / 4 + 9 + 16), 1e-6);
    tf.dispose([
      norm,
      ...gradients.flatMap((gradient) => ('kind' in gradient ? [gradient.rows, gradient.values] : [gradient])),
    ]);
  });

  it('sums squares over gradients of which shaders see a few rows at a time', async () => {
    const dense = tf.fill([1000], 0.5);
    const row = (index: number) => Array<number>(64).fill(index % 2 ? NaN : index);
    const rows = Array.from({ length: 9 }, (_, index) => (index % 2 ? -1 : index)); // 256 bytes each
    const some: Gradient = {
      kind: 'rows',
      rows: tf.tensor1d(rows, 'int32'),
      values: tf.tensor2d(rows.map((_, index) => row(index))),
    };
    const norm = await withBindingLimit(1024, () => globalNorm([dense, some]));
    await expectClose(norm, Math.sqrt(250 + 64 * (4 + 16 + 36 + 64)), 1e-6);
    tf.dispose([norm, dense, some.rows, some.values]);
  });

  it('has a norm of zero where there is no number', async () => {
    const nothing = tf.zeros([0]);
    const norm = globalNorm([nothing]);
    await expectClose(norm, 0);
    tf.dispose([nothing, norm]);
  });
});

/** With a limit, our shaders see no more bytes of a tensor at once. */
async function agree(
  { bindingLimit, ...trial }: Trial & { readonly bindingLimit?: number },
  plain: Optimizer,
): Promise<void> {
  const own = await (bindingLimit ? withBindingLimit(bindingLimit, () => runSteps(trial)) : runSteps(trial));
  const expected = await runSteps({ ...trial, optimizer: plain });
  for (const [i, numbers] of [own.parameter, ...own.slots].entries()) {
    const tensor = tf.tensor1d(numbers);
    await expectClose(tensor, [expected.parameter, ...expected.slots][i], 2e-6);
    tensor.dispose();
  }
}
