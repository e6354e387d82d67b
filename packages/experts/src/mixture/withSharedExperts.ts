import * as tf from '@tensorflow/tfjs-core';
import { childContext, type Layer, type Mixture, type ParametersOf, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/**
 * A mixture, and beside it experts that every token goes to:
 *
 *     y = Σ_j S_j(x) + Σ_i G(x)_i · E_i(x)
 *
 * What all tokens need need not be learnt by each of the routed experts E_i. Tokens [tokens, d] give `output`
 * [tokens, dOut]; the routing is the mixture's own, in which shared experts don't count, nor do they in
 * `experts`. Shared expert j gets a key of its own. Parameters are `routed` and `shared/0`, `shared/1`, ….
 *
 * @param mixture the routed experts
 * @param shared at least one layer from width d to the mixture's output width
 * @throws TypeError from the factory when there is no mixture, or no shared expert
 * @throws Error from `apply` when a shared expert gives another width than the mixture
 * @example
 * ```ts
 * const routed = mixture(noisyTopK({ width, experts: 64, k: 6 }), feedForward({ experts: 64, width, hidden: 256 }));
 * const layer = withSharedExperts(routed, [feedForwardNetwork({ width, hidden: 512 })]);
 * ```
 *
 * Dai et al., "DeepSeekMoE: towards ultimate expert specialization in mixture-of-experts language models" (2024),
 * section 3.2.
 */
export function withSharedExperts(mixture: Mixture, shared: readonly Layer<tf.Tensor2D, tf.Tensor2D>[]): Mixture {
  checkValue('withSharedExperts: the mixture', mixture, is.mixture);
  checkValue('withSharedExperts: the shared experts', shared, is.listOf(is.layer));
  const parameters = { routed: mixture.parameters, shared: shared.map((layer) => layer.parameters) };
  return {
    parameters,
    operations: shared.reduce((sum, { operations }) => sum + operations, mixture.operations),
    experts: mixture.experts,
    inputWidth: mixture.inputWidth,
    width: mixture.width,
    apply: (tree: ParametersOf<typeof parameters>, tokens, context) =>
      tidyTree(() => {
        const { output, routing } = mixture.apply(tree.routed, tokens, childContext(context, 'routed'));
        const inside = childContext(context, 'shared');
        const added = shared.map((layer, j) => layer.apply(tree.shared[j], tokens, childContext(inside, j)));
        added.forEach(({ shape }, j) => checkWidth(j, shape[1], mixture.width));
        return { output: added.reduce((sum, one) => tf.add(sum, one), output), routing };
      }),
  };
}

function checkWidth(j: number, width: number, needed: number): void {
  if (width === needed) return;
  throw new Error(
    `withSharedExperts: shared expert ${j} gives rows of width ${width}, the mixture of width ${needed}; ` +
      'give both the same output width, because they are added',
  );
}
