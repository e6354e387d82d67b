import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, ExpertPool, Gate, Mixture } from '@outrageous/core';
import type { Check } from '@outrageous/core/testing';
import { expect, it } from 'vitest';
import { singleProcess } from '../communicators/singleProcess.js';
import type { Strategy } from '../strategies/strategy.js';
import { communicatorConformance, strategyConformance } from './index.js';

/** A communicator of which a part is something else, as one may be that is written without types. */
const communicators = (change: object | undefined) =>
  communicatorConformance(() => (change && { ...singleProcess(), ...change }) as Communicator);

const layer = { parameters: {}, operations: 0, experts: 2, apply: () => undefined };
const gate = { ...layer, groups: 1, expertsPerToken: 1 } as unknown as Gate;
const pool = { ...layer, inputWidth: 3, width: 3, part: () => pool } as unknown as ExpertPool;
const mixture = (): Mixture => pool as unknown as Mixture;

const strategies = (change: object) => {
  const optimizer = { init: () => ({ step: 0, slots: {} }), update: () => undefined };
  const strategy = {
    mixture,
    task: <T>(task: T) => task,
    optimizer: () => optimizer,
    norm: <T>(norm: T) => norm,
    ...change,
  };
  return strategyConformance({
    world: singleProcess(),
    strategy: strategy as unknown as Strategy,
    gate,
    pool,
    mixture,
    width: 3,
  });
};

const mistakes: Record<string, [checks: readonly Check[], message: string]> = {
  'no communicator': [communicators(undefined), 'open gave no communicator: it gave undefined'],
  'a communicator without a size': [
    communicators({ size: undefined }),
    "open gave no communicator: its 'size' needs to be a whole number of 1 or more, and is missing",
  ],
  'sums that come later': [
    communicators({ allReduce: () => Promise.reject(new Error('too late')) }),
    'allReduce gave nothing to wait for: it gave a promise; it may not be asynchronous',
  ],
  'sums that are waited for later': [
    communicators({ allReduce: () => ({ wait: () => Promise.resolve() }) }),
    'allReduce gave no tensor: what wait() gave needs to be a tensor of float32 [rows,2], and is a promise',
  ],
  'lists that were joined': [communicators({ allGather: () => ({ wait: () => [1, 2] }) }), 'and is a list of 2'],
  'rows without counts': [
    communicators({ allToAll: (rows: tf.Tensor) => ({ wait: () => ({ rows: tf.clone(rows) }) }) }),
    "allToAll gave no rows and counts: its 'counts' needs to be a tensor of int32 [1], and is missing",
  ],
  'a strategy without a task': [
    strategies({ task: undefined }),
    "this is no strategy: its 'task' needs to be a function (task) => task, and is missing",
  ],
  'a mixture that comes later': [
    strategies({ mixture: () => Promise.resolve() }),
    'strategy.mixture gave no mixture: it gave a promise',
  ],
  'an optimizer that is none': [
    strategies({ optimizer: () => ({}) }),
    "strategy.optimizer gave no optimizer: its 'init' needs to be a function (parameters) => { step, slots }, and is missing",
  ],
  'a norm that is a number': [
    strategies({ norm: () => 3 }),
    "its 'norm' needs to be a function (gradients) => norm, and is 3",
  ],
  'a task that is none': [strategies({ task: () => 3 }), 'strategy.task gave no task: it gave 3'],
};

it.each(Object.entries(mistakes))('%s fails one check, and is told why', async (_, [[first, ...others], message]) => {
  const skipped: string[] = [];
  tf.engine().startScope(); // what was made before it failed is nobody's
  await expect(first.run()).rejects.toThrow(message);
  for (const { run } of others) await run({ skip: (why: string) => skipped.push(why) });
  tf.engine().endScope();
  expect(skipped).toHaveLength(others.length);
  for (const why of skipped) expect(why).toContain(`not run, because 'gives what the contract says' failed: `);
});
