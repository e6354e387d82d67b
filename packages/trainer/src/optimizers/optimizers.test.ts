import { opPaths } from '@outrageous/core/testing';
import { describe, it } from 'vitest';
import adamCase from '../../fixtures/adam.json' with { type: 'json' };
import adamClippedCase from '../../fixtures/adamClipped.json' with { type: 'json' };
import adamDecayedCase from '../../fixtures/adamDecayed.json' with { type: 'json' };
import adamWithScheduleCase from '../../fixtures/adamWithSchedule.json' with { type: 'json' };
import { agreesWithTorch, type OptimizerCase } from '../../fixtures/agreesWithTorch.js';
import sgdCase from '../../fixtures/sgd.json' with { type: 'json' };
import sgdClippedCase from '../../fixtures/sgdClipped.json' with { type: 'json' };
import sgdNotClippedCase from '../../fixtures/sgdNotClipped.json' with { type: 'json' };
import sgdWithMomentumCase from '../../fixtures/sgdWithMomentum.json' with { type: 'json' };
import { warmupInverseSquareRoot } from '../schedules/schedules.js';
import { adam } from './adam/adam.js';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';
import { partition } from './partition.js';
import { sgd } from './sgd/sgd.js';
import { withWeightDecay } from './withWeightDecay.js';

const warmup = warmupInverseSquareRoot({ peak: 0.1, warmup: 3 });
const clipped = clipByGlobalNorm(1, adam({ learningRate: 0.05 }));
const decayed = withWeightDecay(adam({ learningRate: 0.05 }), { decay: 0.1, learningRate: 0.05 });
const parts = { matrices: sgd({ learningRate: 0.1 }), rest: sgd({ learningRate: 0.1 }) };

const cases: [string, OptimizerCase, () => ReturnType<typeof adam>][] = [
  ['Adam', adamCase, () => adam({ learningRate: 0.05 })],
  [
    'Adam with a schedule and other numbers',
    adamWithScheduleCase,
    () => adam({ learningRate: warmup, beta1: 0.8, beta2: 0.99, epsilon: 1e-6 }),
  ],
  ['Adam with clipped gradients', adamClippedCase, () => clipped],
  ['Adam with weights that decay', adamDecayedCase, () => decayed],
  ['gradient descent', sgdCase, () => sgd({ learningRate: 0.1 })],
  ['gradient descent with momentum', sgdWithMomentumCase, () => sgd({ learningRate: 0.1, momentum: 0.9 })],
  ['gradient descent with clipped gradients', sgdClippedCase, () => clipByGlobalNorm(1, sgd({ learningRate: 0.1 }))],
  ['gradients that are below the limit', sgdNotClippedCase, () => clipByGlobalNorm(100, sgd({ learningRate: 0.1 }))],
  [
    'gradients clipped over all parts of a partition',
    sgdClippedCase,
    () =>
      clipByGlobalNorm(
        1,
        partition(({ shape }) => (shape.length === 2 ? 'matrices' : 'rest'), parts),
      ),
  ],
];

describe.each(opPaths('trainer'))('PyTorch agrees, with $path, on', ({ run }) => {
  it.each(cases)('%s', (_name, torch, make) => run(() => agreesWithTorch(torch, make())));
});
