import * as tf from '@tensorflow/tfjs-core';

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
