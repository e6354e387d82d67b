import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { mapState, namedStateTensors, stateTensors } from './stateTree.js';

const nested = () => [{ cell: tf.scalar(1), hidden: tf.scalar(2) }, [], [tf.scalar(3)]] as const;

it('names the tensors of a state by their paths, in order', () => {
  const state = nested();
  expect(namedStateTensors(state).map(([path]) => path)).toEqual(['0/cell', '0/hidden', '2/0']);
  expect(namedStateTensors(state[0].cell)).toEqual([['', state[0].cell]]);
  expect(stateTensors(state)).toEqual([state[0].cell, state[0].hidden, state[2][0]]);
  tf.dispose(stateTensors(state));
});

it('maps a state to a tree of the same shape', async () => {
  const state = nested();
  const doubled = mapState(state, (tensor, path) => tf.mul(tensor, path === '2/0' ? 10 : 2));
  expect(doubled[1]).toEqual([]);
  const values = await Promise.all(stateTensors(doubled).map(async (tensor) => (await tensor.data())[0]));
  expect(values).toEqual([2, 4, 30]);
  tf.dispose([...stateTensors(state), ...stateTensors(doubled)]);
});
