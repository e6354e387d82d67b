import * as tf from '@tensorflow/tfjs-core';
import type { StateTree } from './recurrent.js';

/**
 * All tensors of a recurrent state with their paths, such as `0/cell`, in the order of the tree.
 *
 * @example
 * ```ts
 * const names = namedStateTensors(layer.zeroState(8)).map(([path]) => path);
 * ```
 */
export function namedStateTensors(state: StateTree, path = ''): (readonly [path: string, tensor: tf.Tensor])[] {
  if (state instanceof tf.Tensor) return [[path, state]];
  return Object.entries<StateTree>(state).flatMap(([name, part]) => namedStateTensors(part, inside(path, name)));
}

/**
 * All tensors of a recurrent state, in the order of the tree.
 *
 * @example
 * ```ts
 * tf.dispose(stateTensors(state));
 * ```
 */
export function stateTensors(state: StateTree): tf.Tensor[] {
  return namedStateTensors(state).map(([, tensor]) => tensor);
}

/**
 * The same tree with other tensors.
 *
 * @param f is given each tensor and its path, such as `0/cell`
 * @example
 * ```ts
 * const copy = mapState(state, (tensor) => tf.clone(tensor));
 * ```
 */
export function mapState<State extends StateTree>(
  state: State,
  f: (tensor: tf.Tensor, path: string) => tf.Tensor,
): State {
  // Types can't follow a change of leaves; the tree's own shape is kept.
  return mapPart(state, f, '') as State;
}

function mapPart(state: StateTree, f: (tensor: tf.Tensor, path: string) => tf.Tensor, path: string): StateTree {
  if (state instanceof tf.Tensor) return f(state, path);
  const parts = Object.entries<StateTree>(state).map(
    ([name, part]) => [name, mapPart(part, f, inside(path, name))] as const,
  );
  return Array.isArray(state) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
