import { mapLeaves } from '../mapLeaves.js';
import type { ParameterSpec } from '../parameter.js';
import { isLeaf } from '../tree.js';
import { type AnyLayer, throughParts } from './throughParts.js';

/**
 * The same layer, whose parameters keep their first values: they get no gradients, which then cost nothing, and
 * optimizers remember nothing for them. Gradients pass through it to its input.
 *
 * The parameters are still there: they are counted, and saved in checkpoints, which so need nothing else to be opened.
 * Of a pool, the parts are frozen too.
 *
 * @example
 * ```ts
 * const pool = poolOf([frozen(pretrained(translator, parameters)), feedForwardNetwork({ width: 64, hidden: 128 })], { width: 64 });
 * ```
 */
export function frozen<Frozen extends AnyLayer>(layer: Frozen): Frozen {
  const frozenSpec = (spec: ParameterSpec): ParameterSpec => ({ ...spec, frozen: true });
  return {
    ...layer,
    ...throughParts(layer, frozen),
    parameters: mapLeaves<ParameterSpec, ParameterSpec>(layer.parameters, isLeaf, frozenSpec),
  };
}
