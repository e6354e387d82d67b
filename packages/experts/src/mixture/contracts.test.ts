import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { disposeParameters, type ExpertPool, type Gate, initialize, key, type Routing } from '@outrageous/core';
import { fixedGate } from '../test/fixedGate.js';
import { mixture } from './mixture.js';

const width = 2;
const gate = fixedGate(
  [
    [0, 1, 0.5],
    [0, 0, 0.5],
    [1, 1, 1],
  ],
  2,
);

/** Experts that give back what they get. */
const pool: ExpertPool = {
  parameters: {},
  operations: 0,
  experts: 2,
  inputWidth: width,
  width,
  apply: (_, { rows }) => tf.clone(rows),
  part: () => pool,
};

let tokens: tf.Tensor2D;
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
  tokens = tf.ones([2, width]);
});
afterEach(() => {
  tokens.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

function applied({ gate: chooses = gate, pool: experts = pool }: { readonly gate?: Gate; readonly pool?: ExpertPool }) {
  const layer = mixture(chooses, experts);
  return () => {
    const parameters = initialize(layer.parameters, key(0));
    try {
      return layer.apply(parameters, tokens, { training: false, key: key(0) });
    } finally {
      disposeParameters(parameters);
    }
  };
}

const gateGiving = (change: (routing: Routing) => unknown): Gate => ({
  ...gate,
  apply: (...given) => change(gate.apply(...given)) as Routing,
});

it.each<[string, (routing: Routing) => unknown, string]>([
  [
    'a weight that is one too short',
    (routing) => ({ ...routing, weight: tf.ones([2]) }),
    "its 'weight' needs to be a tensor of float32 [3] as its 'token', and is a tensor of float32 [2]",
  ],
  [
    'whole numbers as weights',
    (routing) => ({ ...routing, weight: tf.ones([3], 'int32') }),
    "its 'weight' needs to be a tensor of float32 [3] as its 'token', and is a tensor of int32 [3]",
  ],
  [
    'lists',
    (routing) => ({ ...routing, token: [0, 0, 1] }),
    "its 'token' needs to be a tensor of int32 [slots], and is a list of 3",
  ],
  ['other experts', (routing) => ({ ...routing, experts: 3 }), "its 'experts' needs to be 2, as the gate's, and is 3"],
  ['no sums', ({ sums: _, ...routing }) => routing, "its 'sums' needs to be a tree of tensors"],
  ['a promise', (routing) => Promise.resolve(routing), 'it gave a promise; it may not be asynchronous'],
  ['nothing', () => null, 'it gave null'],
])('refuses a gate that gives %s', (_, change, message) => {
  expect(applied({ gate: gateGiving(change) })).toThrow(`mixture: the gate gave no routing: ${message}`);
});

it.each<[string, (rows: tf.Tensor2D) => unknown, string]>([
  ['a row too few', (rows) => tf.slice(rows, 1), 'is a tensor of float32 [2,2]'],
  ['another width', (rows) => tf.slice(rows, 0, [3, 1]), 'is a tensor of float32 [3,1]'],
  ['a list', (rows) => [rows], 'is a list of 1'],
  ['a promise', (rows) => Promise.resolve(rows), 'is a promise; it may not be asynchronous'],
])('refuses a pool that gives %s', (_, change, message) => {
  const other: ExpertPool = { ...pool, apply: (__, { rows }) => change(rows) as tf.Tensor2D };
  expect(applied({ pool: other })).toThrow(
    `mixture: the pool gave no rows: what it gave needs to be a tensor of float32 [3,2], and ${message}`,
  );
});
