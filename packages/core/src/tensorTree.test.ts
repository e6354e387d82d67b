import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { addTrees, disposeTree, mapTensors, namedTensors, tidyTree, treeTensors } from './tensorTree.js';

/** A type that TensorFlow.js doesn't know as a container. */
interface Made {
  readonly name: string;
  readonly state: readonly tf.Tensor[];
}

it('keeps the tensors of a tree, frees what else was made, and then the tree', () => {
  const before = tf.memory().numTensors;
  const kept = tidyTree((): Made => {
    const one = tf.scalar(1);
    return { name: 'a', state: [tf.add(one, 1), tf.add(one, 2)] };
  });
  expect(kept.name).toBe('a');
  expect(tf.memory().numTensors).toBe(before + 2);
  disposeTree(kept);
  expect(tf.memory().numTensors).toBe(before);
});

const nested = () => [{ cell: tf.scalar(1), hidden: tf.scalar(2) }, [], [tf.scalar(3)]] as const;

it('names the tensors of a tree by their paths, in order', () => {
  const tree = nested();
  expect(namedTensors(tree).map(([path]) => path)).toEqual(['0/cell', '0/hidden', '2/0']);
  expect(namedTensors(tree[0].cell)).toEqual([['', tree[0].cell]]);
  expect(treeTensors(tree)).toEqual([tree[0].cell, tree[0].hidden, tree[2][0]]);
  tf.dispose(treeTensors(tree));
});

it('maps a tree to one of the same shape', async () => {
  const tree = nested();
  const doubled = mapTensors(tree, (tensor, path) => tf.mul(tensor, path === '2/0' ? 10 : 2));
  expect(doubled[1]).toEqual([]);
  const values = await Promise.all(treeTensors(doubled).map(async (tensor) => (await tensor.data())[0]));
  expect(values).toEqual([2, 4, 30]);
  tf.dispose([...treeTensors(tree), ...treeTensors(doubled)]);
});

it('adds trees tensor by tensor', async () => {
  const trees = [nested(), nested(), nested()];
  const sum = addTrees(trees);
  const values = await Promise.all(treeTensors(sum).map(async (tensor) => (await tensor.data())[0]));
  expect(values).toEqual([3, 6, 9]);
  disposeTree([trees, sum]);
});
