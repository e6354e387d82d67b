import * as tf from '@tensorflow/tfjs-core';
import { countedRouting, type Routing, type Task } from '@outrageous/core';
import { expect, it } from 'vitest';
import { type TinyState, tinyTask } from '../test/tinyTask.js';
import { trialOptions, withTrial } from '../test/trial.js';
import type { Window } from '../data/contiguousBatches.js';
import { evaluate } from './evaluate.js';
import { trainWith, type TrainOptions } from './train.js';
import { startTraining } from './training.js';

type Tiny = Task<Window, TinyState>;

/** What a task gives, changed by somebody who doesn't look at types. */
const giving =
  (change: (output: ReturnType<Tiny['forward']>) => unknown) =>
  (task: Tiny): Tiny => ({ ...task, forward: (...given) => change(task.forward(...given)) as never });

/** A routing of four rows over three experts. */
function routing(): Routing {
  const token = tf.tensor1d([0, 1, 2, 3], 'int32');
  return countedRouting({ token, expert: tf.mod(token, tf.scalar(3, 'int32')), weight: tf.ones([4]) }, 3);
}

const withRouting = (change: object) => giving((output) => ({ ...output, routings: [{ ...routing(), ...change }] }));

const tasks: Record<string, [change: (task: Tiny) => Tiny, message: string]> = {
  'a loss for each word': [
    giving((output) => ({ ...output, loss: tf.ones([3]) })),
    "its 'loss' needs to be a tensor of float32 [], the mean over the predictions, and is a tensor of float32 [3]",
  ],
  'a loss that is a number': [
    giving((output) => ({ ...output, loss: 0.5 })),
    "its 'loss' needs to be a tensor of float32 [], the mean over the predictions, and is 0.5",
  ],
  'a promise': [
    giving((output) => Promise.reject(new Error(`too late for ${Object.keys(output).join()}`))),
    'it gave a promise; it may not be asynchronous: what has to be waited for can be done before',
  ],
  nothing: [giving(() => undefined), 'it gave undefined'],
  'no routings': [
    giving(({ loss, state }) => ({ loss, state })),
    "its 'routings' needs to be a list of routings, empty where there is no mixture, and is missing",
  ],
  'a state of another shape': [
    giving((output) => ({ ...output, state: { ...output.state, hidden: [tf.zeros([2, 5])] } })),
    "its 'state' needs to be hidden/0 of float32 [2,3], seen of int32 [2], as zeroState gives it, and is " +
      'hidden/0 of float32 [2,5], seen of int32 [2]',
  ],
  'a state of another structure': [
    giving((output) => ({ ...output, state: { seen: output.state.seen } })),
    'as zeroState gives it, and is seen of int32 [2]',
  ],
  'a state of another dtype': [
    giving((output) => ({ ...output, state: { ...output.state, seen: tf.zeros([2]) } })),
    'and is hidden/0 of float32 [2,3], seen of float32 [2]',
  ],
  'a weight that is one too short': [
    withRouting({ weight: tf.ones([3]) }),
    "routing 0 of its 'routings': its 'weight' needs to be a tensor of float32 [4] as its 'token', and is a tensor of float32 [3]",
  ],
  'a list in place of a tensor': [
    withRouting({ expert: [0, 1, 2, 0] }),
    "its 'expert' needs to be a tensor of int32 [4] as its 'token', and is a list of 4",
  ],
};

it.each(Object.entries(tasks))('train and evaluate refuse a task that gives %s', async (_, [change, message]) => {
  await withTrial(tinyTask(), async (training, task) => {
    const before = tf.memory().numTensors;
    const run = trainWith(change(task), training, trialOptions(), () => undefined);
    await expect(run).rejects.toThrow(`train: task.forward gave no loss, state and routings: `);
    await expect(trainWith(change(task), training, trialOptions(), () => undefined)).rejects.toThrow(message);
    await expect(evaluate(change(task), trialOptions().batches)).rejects.toThrow('evaluate: task.forward gave');
    expect(training.optimizer.step).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('train refuses a gate that measures other shapes', async () => {
  const measure = () => ({ loss: tf.zeros([2]), metrics: { importance: tf.ones([3]), load: tf.ones([3]) } });
  await withTrial(tinyTask(), async (training, task) => {
    await expect(trainWith(withRouting({ measure })(task), training, trialOptions(), () => undefined)).rejects.toThrow(
      "measureRouting: measure gave no loss and metrics: its 'loss' needs to be a tensor of float32 [], and is a tensor of float32 [2]",
    );
  });
});

/** Data that is changed by somebody who doesn't look at types. */
const batchesWith = (change: object) => ({ ...trialOptions().batches, ...change }) as TrainOptions<Window>['batches'];

const data: Record<string, [change: object, message: string]> = {
  'comes later': [
    { batchAt: () => Promise.resolve({}) },
    'batches.batchAt gave no batch: it gave a promise; it may not be asynchronous',
  ],
  'has no header': [
    { batchAt: () => ({ inputs: [1, 2] }) },
    "batches.batchAt gave no batch: its 'first' needs to be true where its sequences start, else false, and is missing",
  ],
  'does not say how many predictions there are': [
    { batchAt: (step: number) => ({ ...trialOptions().batches.batchAt(step), predictions: undefined }) },
    "its 'predictions' needs to be a whole number of 0 or more, and is missing",
  ],
  'is no data': [
    { batchAt: [1, 2, 3] },
    "got no batches: its 'batchAt' needs to be a function (step) => batch, and is a list of 3",
  ],
};

it.each(Object.entries(data))('train and evaluate refuse data that %s', async (_, [change, message]) => {
  await withTrial(tinyTask(), async (training, task) => {
    const batches = batchesWith(change);
    await expect(trainWith(task, training, trialOptions({ batches }), () => undefined)).rejects.toThrow(message);
    await expect(evaluate(task, batches)).rejects.toThrow(message);
  });
});

it('refuses states that are none', async () => {
  const { optimizer } = trialOptions();
  const start = (task: object, other: object = {}) =>
    startTraining({ ...tiny, ...task }, { ...optimizer, ...other }, 2);
  const tiny = tinyTask();
  await withTrial(tiny, async (training, task) => {
    expect(() => start({ zeroState: () => Promise.resolve([]) })).toThrow(
      'startTraining: task.zeroState gave no state: what it gave needs to be a tree of tensors whose first axis is the ' +
        'batch, 2, and is a promise',
    );
    expect(() => tf.tidy(() => void start({ zeroState: () => [tf.zeros([3, 2])] }))).toThrow(
      'whose first axis is the batch, 2',
    );
    expect(() => tf.tidy(() => void start({}, { init: () => [] }))).toThrow(
      'startTraining: optimizer.init gave no state: it gave a list of 0',
    );
    const still = { ...optimizer, update: () => undefined };
    await expect(trainWith(task, training, trialOptions({ optimizer: still }), () => undefined)).rejects.toThrow(
      'train: optimizer.update left state.step at 0 in step 1, needs to make it 1: add 1 in each update, or hand the ' +
        'state on to the optimizer inside',
    );
  });
});
