import { mapLeaves, namedLeaves, type Tree } from './mapLeaves.js';
import type { Parameter, ParameterSpec, ParameterSpecs, ParameterTree } from './parameter.js';

/**
 * All leaves of a tree of parameters (or of their descriptions), in the order of the tree.
 *
 * @example
 * ```ts
 * const names = leaves(parameters).map((parameter) => parameter.name);
 * ```
 */
export function leaves(tree: ParameterTree): Parameter[];
export function leaves(tree: ParameterSpecs): ParameterSpec[];
export function leaves<Leaf extends Parameter | ParameterSpec>(tree: Tree<Leaf>): Leaf[] {
  return namedLeaves(tree, isLeaf).map(([, leaf]) => leaf);
}

/**
 * The parameters of a tree that are trained: all that aren't frozen, in the order of the tree.
 *
 * @example
 * ```ts
 * const state = optimizer.init(trainable(parameters));
 * ```
 */
export function trainable(tree: ParameterTree): Parameter[] {
  return leaves(tree).filter(({ frozen }) => !frozen);
}

/**
 * The same tree with other parameters, such as ones that read as something else.
 *
 * @example
 * ```ts
 * const halved = mapParameters(parameters, (one) => ({ ...one, read: () => tf.div(one.read(), 2) }));
 * ```
 */
export function mapParameters(tree: ParameterTree, f: (parameter: Parameter) => Parameter): ParameterTree {
  return mapLeaves(tree, isLeaf<Parameter>, f);
}

/**
 * How many numbers a model has: Σ over parameters of the product of the shape.
 *
 * Works on descriptions, so it allocates nothing.
 *
 * @example
 * ```ts
 * countParameters(model.parameters);
 * ```
 */
export function countParameters(specs: ParameterSpecs): number {
  return leaves(specs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The product of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Frees every parameter of a tree. */
export function disposeParameters(tree: ParameterTree): void {
  for (const parameter of leaves(tree)) parameter.dispose();
}

/** Whether something is such a tree, of parameters or of descriptions; it may have no leaves. */
export function isParameterTree(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Promise) return false;
  return Reflect.get(value, 'kind') === 'parameter' || Object.values(value).every(isParameterTree);
}

/** Parameters, and their descriptions. */
export function isLeaf<Leaf extends Parameter | ParameterSpec>(part: Tree<Leaf>): part is Leaf {
  return 'kind' in part && part.kind === 'parameter';
}
