import type { ExpertPool } from '../expertPool.js';
import type { Layer } from '../layer.js';

/** Any layer, whatever it takes and gives. */
export type AnyLayer = Layer<never, unknown>;

/**
 * What a wrapper does to the parts of a pool; nothing where the layer isn't one.
 *
 * @param wrap the wrapper
 * @example
 * ```ts
 * return { ...layer, ...throughParts(layer, recomputed), apply };
 * ```
 */
export function throughParts(layer: AnyLayer, wrap: (pool: ExpertPool) => ExpertPool): Partial<ExpertPool> {
  return isPool(layer) ? { part: (first, count) => wrap(layer.part(first, count)) } : {};
}

function isPool(layer: AnyLayer): layer is ExpertPool {
  return 'part' in layer && typeof layer.part === 'function';
}
