import * as tf from '@tensorflow/tfjs-core';
import { namedLeaves } from './mapLeaves.js';

/** Any tree of tensors: a single one, a list, or a record. */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree };

/**
 * All tensors of a tree with their paths, such as `0/cell`, in the order of the tree.
 *
 * @example
 * ```ts
 * const names = namedTensors(layer.zeroState(8)).map(([path]) => path);
 * ```
 */
export function namedTensors(tree: TensorTree): (readonly [path: string, tensor: tf.Tensor])[] {
  return namedLeaves(tree, isTensor);
}

/**
 * All tensors of a tree, in its order.
 *
 * @example
 * ```ts
 * tf.dispose(treeTensors(state));
 * ```
 */
export function treeTensors(tree: TensorTree): tf.Tensor[] {
  return namedTensors(tree).map(([, tensor]) => tensor);
}

/**
 * The same tree with other tensors; everything in it that is neither a tensor, a list nor a plain record stays.
 *
 * @param f is given each tensor and its path, such as `0/cell`
 * @example
 * ```ts
 * const copy = mapTensors(state, (tensor) => tf.clone(tensor));
 * ```
 */
export function mapTensors<Tree>(tree: Tree, f: (tensor: tf.Tensor, path: string) => tf.Tensor): Tree {
  // Types can't follow a change of leaves; the tree's own shape is kept.
  return mapped(tree, f, '') as Tree;
}

/**
 * The sum of trees that are alike, tensor by tensor.
 *
 * @param trees at least one
 * @example
 * ```ts
 * const { loss } = measure(addTrees(steps.map(({ sums }) => sums)));
 * ```
 */
export function addTrees<Tree extends TensorTree>(trees: readonly Tree[]): Tree {
  const lists = trees.map(treeTensors);
  let at = 0;
  return mapTensors(trees[0], () => {
    const sum = tf.addN(lists.map((list) => list[at]));
    at++;
    return sum;
  });
}

// The types of `tf.tidy` and `tf.dispose` know neither interfaces nor readonly lists, which their work doesn't depend on.

/**
 * `tf.tidy` for trees of any type: all that the work made is freed, but for the tensors in the tree that it gives.
 *
 * @example
 * ```ts
 * const { output, state } = tidyTree(() => layer.apply(parameters, { input, state: before }, context));
 * ```
 */
export const tidyTree = tf.tidy as <Tree>(work: () => Tree) => Tree;

/**
 * `tf.dispose` for trees of any type: frees all tensors in them.
 *
 * @example
 * ```ts
 * disposeTree(layer.apply(parameters, { input, state }, context));
 * ```
 */
export const disposeTree = tf.dispose as (tree: unknown) => void;

function mapped(tree: unknown, f: (tensor: tf.Tensor, path: string) => tf.Tensor, path: string): unknown {
  if (tree instanceof tf.Tensor) return f(tree as tf.Tensor, path);
  if (Array.isArray(tree)) return tree.map((part, i) => mapped(part, f, inside(path, `${i}`)));
  if (!isRecord(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, mapped(part, f, inside(path, name))]));
}

function isTensor(tree: TensorTree): tree is tf.Tensor {
  return tree instanceof tf.Tensor;
}

function isRecord(tree: unknown): tree is object {
  return typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype;
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
