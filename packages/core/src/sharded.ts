import { mapLeaves } from './mapLeaves.js';
import { isLeaf } from './tree.js';
import type { ParameterSpec, ParameterSpecs, Shard } from './parameter.js';

/**
 * The same parameters, known to be those of some experts alone: they start with these experts' values,
 * their gradients are not summed with those of other experts, and checkpoints know where they belong.
 *
 * @param specs those of `pool.part(first, count)`
 * @example
 * ```ts
 * const parameters = sharded(pool.part(8, 4).parameters, { first: 8, count: 4, of: 16 });
 * ```
 */
export function sharded(specs: ParameterSpecs, shard: Shard): ParameterSpecs {
  return mapLeaves<ParameterSpec, ParameterSpec>(specs, isLeaf, (spec) => ({ ...spec, shard }));
}
