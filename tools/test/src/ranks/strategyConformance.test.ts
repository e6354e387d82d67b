import { describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, foldIn, type Optimizer, scaledUpdate, sharded } from '@outrageous/core';
import { mixture } from '@outrageous/experts';
import { grid, gridStrategy, singleProcess } from '@outrageous/parallel';
import { strategyConformance, type StrategyTrial } from '@outrageous/parallel/conformance';
import { models, width } from './models.js';

const world = singleProcess();
const strategy = gridStrategy(grid(world), mixture);
const [model] = Object.values(models);
const trial: StrategyTrial = { world, strategy, mixture, width, ...model };

describe('one process keeps the contract of a strategy', () => {
  for (const { name, run } of strategyConformance(trial)) it(name, run);
});

/** Counts every rank's gradient twice. */
const twice = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  update: (...input) => tf.tidy(() => scaledUpdate(optimizer, tf.scalar(2)).update(...input)),
});

const dense = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  update(gradients, ...rest) {
    const whole = [...gradients].map(([one, gradient]) => [one, denseGradient(gradient, one.shape)] as const);
    optimizer.update(new Map(whole), ...rest);
    tf.dispose(whole.map(([, gradient]) => gradient));
  },
});

const forgotten: tf.Tensor[] = [];

const forgetful = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  update(...input) {
    forgotten.push(tf.keep(tf.scalar(0)));
    optimizer.update(...input);
  },
});

/** Nobody holds the last expert. */
const incomplete: typeof mixture = (gate, pool) => {
  const count = pool.experts - 1;
  const experts = sharded(pool.part(0, count).parameters, { first: 0, count, of: pool.experts });
  return { ...mixture(gate, pool), parameters: { gate: gate.parameters, pool: experts } };
};

/** Doesn't say which experts it holds. */
const unsharded: typeof mixture = (gate, pool) => ({
  ...mixture(gate, pool),
  parameters: { gate: gate.parameters, pool: pool.part(0, 1).parameters },
});

const broken: Record<string, { readonly of: Partial<StrategyTrial>; readonly message: string }> = {
  'equals one process on the joined batch, with a single word': {
    of: { strategy: { ...strategy, optimizer: twice } },
    message: 'the gradient of embedding is not that of one process',
  },
  'draws on each rank by a key of its own': {
    of: {
      strategy: {
        ...strategy,
        task: (task) => ({
          ...task,
          forward: (batch, state, context) =>
            task.forward(batch, state, { ...context, key: foldIn(context.key, 'other') }),
        }),
      },
    },
    message: 'the loss is not that of one process',
  },
  'keeps the gradients of tables sparse': {
    of: { strategy: { ...strategy, optimizer: dense } },
    message: 'the gradient of a table became a whole one',
  },
  'knows the norm of all gradients': {
    of: { strategy: { ...strategy, norm: () => () => tf.scalar(1) } },
    message: 'the norm of all gradients is not that of one process',
  },
  'starts with the values of one process': {
    of: { strategy: { ...strategy, mixture: unsharded } },
    message: 'starts with other values than in one process',
  },
  'keeps alike what all ranks hold': {
    of: {
      world: { ...world, allGather: (value) => ({ wait: () => tf.concat([value, tf.add<typeof value>(value, 1)]) }) },
    },
    message: 'embedding differs between rank 0 and rank 1 after two steps',
  },
  'holds each expert equally often': {
    of: { strategy: { ...strategy, mixture: incomplete } },
    message: 'is held by 1,1,1,1,1,1,0 ranks, expert by expert',
  },
  'leaks no tensor': {
    of: { strategy: { ...strategy, optimizer: forgetful } },
    message: 'left 1 tensors behind',
  },
};

describe('strategyConformance', () => {
  it.each(Object.entries(broken))('catches one that breaks: %s', async (name, { of, message }) => {
    const check = strategyConformance({ ...trial, ...of }).find((one) => one.name === name);
    tf.engine().startScope();
    await expect(check?.run()).rejects.toThrow(message);
    tf.engine().endScope();
    tf.dispose(forgotten.splice(0));
  });
});
