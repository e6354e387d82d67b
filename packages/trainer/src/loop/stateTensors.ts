import * as tf from '@tensorflow/tfjs-core';
import type { StateTree } from '@outrageous/core';

/** A tensor of a recurrent state, and its path such as `0/cell`. */
export type NamedTensor = readonly [path: string, tensor: tf.Tensor];

/** All tensors of a recurrent state with their paths, in the order of the tree. */
export function namedTensors(tree: StateTree, path = ''): NamedTensor[] {
  if (tree instanceof tf.Tensor) return [[path, tree]];
  return Object.entries<StateTree>(tree).flatMap(([name, part]) => namedTensors(part, inside(path, name)));
}

/** All tensors of a recurrent state, in the order of the tree. */
export function stateTensors(tree: StateTree): tf.Tensor[] {
  return namedTensors(tree).map(([, tensor]) => tensor);
}

/** The same tree with other tensors, chosen by their paths. */
export function mapState<State extends StateTree>(tree: State, make: (path: string) => tf.Tensor): State {
  return mapPart(tree, make, '') as State;
}

/** Frees what the old state holds and the new one doesn't: a layer may hand its state on as it is. */
export function disposeReplaced(old: StateTree, next: StateTree): void {
  const kept = new Set(stateTensors(next));
  for (const tensor of stateTensors(old)) if (!kept.has(tensor)) tensor.dispose();
}

function mapPart(tree: StateTree, make: (path: string) => tf.Tensor, path: string): StateTree {
  if (tree instanceof tf.Tensor) return make(path);
  const entries = Object.entries<StateTree>(tree);
  const parts = entries.map(([name, part]) => [name, mapPart(part, make, inside(path, name))] as const);
  return Array.isArray(tree) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
