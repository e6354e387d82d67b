import * as tf from '@tensorflow/tfjs-core';
import { denseGradient } from '../../gradients/denseGradient.js';
import type { outerProducts } from './host.js';

/** What outer products are made of. */
interface Factors {
  readonly left: tf.Tensor2D;
  readonly right: tf.Tensor2D;
  readonly offsets: tf.Tensor1D;
}

/** The outer products of all groups, [groups, …], given what makes those of groups that have rows. */
export function inAllGroups({ left, right, offsets }: Factors, products: typeof outerProducts): tf.Tensor {
  const shape = [offsets.size - 1, left.shape[1], right.shape[1]];
  if (left.shape[0] === 0) return tf.zeros(shape);
  const [rows, values] = products(left, right, offsets);
  return shape[0] === 1 ? values : denseGradient({ kind: 'rows', rows, values }, shape);
}
