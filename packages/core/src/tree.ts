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
export function leaves(tree: ParameterTree | ParameterSpecs): (Parameter | ParameterSpec)[] {
  if (isLeaf(tree)) return [tree];
  return Object.values<ParameterTree | ParameterSpecs>(tree).flatMap((part) => leaves(part as ParameterTree));
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

function isLeaf(tree: ParameterTree | ParameterSpecs): tree is Parameter | ParameterSpec {
  return 'kind' in tree && tree.kind === 'parameter';
}
