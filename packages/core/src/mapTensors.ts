import * as tf from '@tensorflow/tfjs-core';

/** The same tree with each tensor replaced; everything that is neither a tensor, an array nor a plain record stays. */
export function mapTensors<Tree extends tf.TensorContainer>(tree: Tree, f: (tensor: tf.Tensor) => tf.Tensor): Tree {
  // Types can't follow a change of leaves; the tree's own shape is kept.
  return mapped(tree, f) as Tree;
}

function mapped(tree: unknown, f: (tensor: tf.Tensor) => tf.Tensor): unknown {
  if (tree instanceof tf.Tensor) return f(tree as tf.Tensor);
  if (Array.isArray(tree)) return tree.map((part) => mapped(part, f));
  if (!isRecord(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, mapped(part, f)]));
}

function isRecord(tree: unknown): tree is object {
  return typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype;
}
