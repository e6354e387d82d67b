import type { Tensor2D } from '@tensorflow/tfjs-core';
import { checkGate } from './checkGate.js';
import { refuse } from './contracts/form.js';
import { faultInRouting } from './contracts/given.js';
import type { ExpertPool } from './expertPool.js';
import type { Gate } from './gate.js';
import { childContext, type Context } from './layer.js';
import type { Mixture } from './mixture.js';
import { oneGroup } from './oneGroup.js';
import type { ParameterTree } from './parameter.js';
import type { Routing } from './routing.js';
import { tidyTree } from './tensorTree.js';

/** Tokens [tokens, d], and where the gate sends them. */
export interface RoutedTokens {
  readonly tokens: Tensor2D;
  readonly routing: Routing;
}

/** The experts of a mixture, wherever they are. */
export interface MixedExperts extends Pick<
  ExpertPool,
  'parameters' | 'operations' | 'experts' | 'inputWidth' | 'width'
> {
  /**
   * @param parameters the tree that `parameters` describes
   * @param context of the experts, who are told no `ids`
   * @returns float32 [tokens, dOut]: y = Σ_i G(x)_i · E_i(x)
   */
  mix(parameters: ParameterTree, routed: RoutedTokens, context: Context): Tensor2D;
}

/**
 * A mixture of a gate and of experts that say how they are reached: what `mixture` of `@outrageous/experts` and mixtures
 * over several processes have in common. Its parameters are `gate` and `pool`.
 *
 * @param name the function that errors speak of
 * @throws Error when the gate is a bank, or chooses among another number of experts, or reads rows of another width
 * @throws TypeError from `apply` when the gate gives something else than a routing of all tokens
 * @example
 * ```ts
 * const { parameters, operations, experts, inputWidth, width } = pool;
 * const described = { parameters, operations, experts, inputWidth, width };
 * return mixtureOf('nearestFirst', gate, { ...described, mix: (tree, routed, context) => … });
 * ```
 */
export function mixtureOf(name: string, gate: Gate, { mix, ...pool }: MixedExperts): Mixture {
  checkGate(name, gate, { ...pool, has: `the pool has ${pool.experts}` });
  return {
    parameters: { gate: gate.parameters, pool: pool.parameters },
    operations: gate.operations + gate.expertsPerToken * pool.operations,
    experts: pool.experts,
    inputWidth: pool.inputWidth,
    width: pool.width,
    apply: (parameters: Record<'gate' | 'pool', ParameterTree>, tokens, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters.gate, oneGroup(tokens), childContext(context, 'gate'));
        const sizes = { rows: tokens.shape[0], experts: pool.experts };
        refuse(`${name}: the gate gave no routing`, faultInRouting(routing, sizes));
        const inPool = { ...childContext(context, 'pool'), ids: undefined };
        return { output: mix(parameters.pool, { tokens, routing }, inPool), routing };
      }),
  };
}
