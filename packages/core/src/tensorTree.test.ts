import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { disposeTree, tidyTree } from './tensorTree.js';

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
