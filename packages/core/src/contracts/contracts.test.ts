import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  faultIn,
  faultInMeasured,
  faultInSequence,
  gateForms,
  likeForm,
  mixtureForms,
  poolForms,
  recurrentForms,
} from './index.js';

let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  expect(tf.memory().numTensors).toBe(before);
});

const gate = { parameters: {}, operations: 0, groups: 1, experts: 4, expertsPerToken: 2, apply: () => undefined };

it.each<[unknown, string | undefined]>([
  [gate, undefined],
  [undefined, 'it gave undefined'],
  [null, 'it gave null'],
  [3, 'it gave 3'],
  [[gate], 'it gave a list of 1'],
  [Promise.resolve(gate), 'it gave a promise; it may not be asynchronous'],
  [{ ...gate, groups: 0 }, "its 'groups' needs to be a whole number of 1 or more, and is 0"],
  [{ ...gate, experts: '4' }, `its 'experts' needs to be a whole number of 1 or more, and is '4'`],
  [{ ...gate, operations: NaN }, "its 'operations' needs to be a number of 0 or more, and is NaN"],
  [{ ...gate, expertsPerToken: undefined }, "its 'expertsPerToken' needs to be a number above 0, and is missing"],
  [{ ...gate, inputWidth: 4 }, undefined],
  [{ ...gate, inputWidth: 0 }, "its 'inputWidth' needs to be a whole number of 1 or more, and is 0"],
  [
    { ...gate, apply: {} },
    "its 'apply' needs to be a function (parameters, input, context) => output, and is an object with nothing in it",
  ],
])('a gate: %o', (value, fault) => {
  const found = faultIn(gateForms, value);
  if (fault) expect(found).toContain(fault);
  else expect(found).toBeUndefined();
});

it('takes members that are inherited', () => {
  expect(faultIn(gateForms, Object.create(gate))).toBeUndefined();
});

it('knows the members of pools, mixtures and recurrent layers', () => {
  expect(faultIn(poolForms, gate)).toBe("its 'part' needs to be a function (first, count) => pool, and is missing");
  expect(faultIn(mixtureForms, gate)).toBe("its 'inputWidth' needs to be a whole number of 1 or more, and is missing");
  expect(faultIn(recurrentForms, { ...gate, inputWidth: 1, width: 1 })).toContain(
    "its 'zeroState' needs to be a function",
  );
});

it('tells what a gate measured from what it must measure', () => {
  const [loss, importance, load] = [tf.scalar(0), tf.ones([4]), tf.ones([4])];
  expect(faultInMeasured({ loss, metrics: { importance, load, dropped: tf.scalar(0) } }, 4)).toBeUndefined();
  expect(faultInMeasured({ loss, metrics: { importance, load: tf.ones([3]) } }, 4)).toBe(
    "its 'load' needs to be a tensor of float32 [4], and is a tensor of float32 [3]",
  );
  expect(faultInMeasured({ loss, metrics: { importance, load, dropped: 0.5 } }, 4)).toBe(
    "its 'dropped' needs to be a tensor, and is 0.5",
  );
  expect(faultInMeasured({ loss }, 4)).toBe("its 'metrics' needs to be a record of tensors, and is missing");
});

it('tells a window from what a layer must make of it', () => {
  const state = { cell: tf.zeros([2, 3]) };
  const sizes = { time: 4, batch: 2, width: 3, state };
  expect(faultInSequence({ output: tf.zeros([4, 2, 3]), state }, sizes)).toBeUndefined();
  expect(faultInSequence({ output: tf.zeros([4, 2, 3]), state: [] }, sizes)).toBe(
    "its 'state' needs to be cell of float32 [2,3], as the one that went in, and is without tensors",
  );
  expect(faultInSequence({ output: tf.zeros([4, 6]), state }, sizes)).toBe(
    "its 'output' needs to be a tensor of float32 [4,2,3], and is a tensor of float32 [4,6]",
  );
  expect(faultInSequence({ output: tf.zeros([4, 2, 3]), state, routings: [{}] }, sizes)).toBe(
    "routing 0 of its 'routings': its 'token' needs to be a tensor of int32 [slots], and is missing",
  );
});

it('takes no state that was freed', () => {
  const freed = tf.zeros([1]);
  freed.dispose();
  expect(likeForm([tf.zeros([1])], 'as before').fits([freed])).toBe(false);
});
