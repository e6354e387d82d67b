import * as tf from '@tensorflow/tfjs-core';
import { mapLeaves, namedLeaves } from './mapLeaves.js';
import type { StateTree } from './recurrent.js';

/**
 * All tensors of a recurrent state with their paths, such as `0/cell`, in the order of the tree.
 *
 * @example
 * ```ts
 * const names = namedStateTensors(layer.zeroState(8)).map(([path]) => path);
 * ```
 */
export function namedStateTensors(state: StateTree): (readonly [path: string, tensor: tf.Tensor])[] {
  return namedLeaves(state, isTensor);
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
  return mapLeaves(state, isTensor, f) as State;
}

function isTensor(part: StateTree): part is tf.Tensor {
  return part instanceof tf.Tensor;
}
