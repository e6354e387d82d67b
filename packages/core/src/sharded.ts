import { checkOptions, checkValue } from './options/checkOptions.js';
import * as is from './options/is.js';
import { mapLeaves } from './mapLeaves.js';
import { isLeaf } from './tree.js';
import type { ParameterSpec, ParameterSpecs, Shard } from './parameter.js';

/**
 * The same parameters, known to be those of some experts alone: they start with these experts' values,
 * their gradients are not summed with those of other experts, and checkpoints know where they belong.
 *
 * @param specs those of `pool.part(first, count)`
 * @throws RangeError where the shard is none of what there is
 * @example
 * ```ts
 * const parameters = sharded(pool.part(8, 4).parameters, { first: 8, count: 4, of: 16 });
 * ```
 */
export function sharded(specs: ParameterSpecs, shard: Shard): ParameterSpecs {
  checkShard('sharded', shard);
  return mapLeaves<ParameterSpec, ParameterSpec>(specs, isLeaf, (spec) => ({ ...spec, shard }));
}

/**
 * The same parameters, of which those per group are known to be those of some groups alone; the others stay whole.
 * Where a parameter has several rows for each group, as in a hierarchy within a branch, these stay together.
 *
 * @param specs of a gate with branches
 * @param groups which of its branches a process has
 * @throws RangeError where the shard is none of what there is
 * @example
 * ```ts
 * const parameters = shardedByGroup(gate.parameters, evenShard(16, communicator)); // of a gate with 16 branches
 * ```
 */
export function shardedByGroup(specs: ParameterSpecs, groups: Shard): ParameterSpecs {
  checkShard('shardedByGroup', groups);
  return mapLeaves<ParameterSpec, ParameterSpec>(specs, isLeaf, (spec) => {
    if (!isByGroup(spec, groups.of)) return spec;
    const [rows, ...sides] = spec.shape;
    const shard = timesShard(groups, rows / groups.of);
    return { ...spec, shape: [shard.count, ...sides], shard };
  });
}

/** Whether a parameter has equally many rows for each of so many groups. */
export function isByGroup({ perGroup = false, shape }: ParameterSpec, groups: number): boolean {
  return perGroup && shape[0] % groups === 0;
}

/** The shard where each thing is so many. */
export function timesShard({ first, count, of }: Shard, times: number): Shard {
  return { first: first * times, count: count * times, of: of * times };
}

function checkShard(name: string, shard: Shard): void {
  const { first, count, of } = checkOptions(name, shard, { first: is.count, count: is.count, of: is.count });
  checkValue(`${name}: first + count`, first + count, {
    needs: `${of} at most, as many as there are`,
    fits: () => first + count <= of,
  });
}
