import { mapSpecs } from './mapSpecs.js';
import type { ParameterSpecs } from './parameter.js';

/** Experts that follow each other, of those that there are: what one process holds of a pool. */
export interface Shard {
  readonly first: number;
  readonly count: number;
  /** How many experts there are on all processes together. */
  readonly of: number;
}

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
  return mapSpecs(specs, (spec) => ({ ...spec, shard }));
}
