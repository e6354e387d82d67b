import type { Gradients, Optimizer, OptimizerState, Parameter, ParameterTree, Update } from '@outrageous/core';
import { scaledUpdate } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/**
 * Gives every parameter to one of several optimizers.
 *
 * @param choose names the optimizer of a parameter
 * @throws TypeError where one of them is no optimizer
 * @throws RangeError from `init` when there is no optimizer of that name
 * @throws Error from `update` when the state is that of another optimizer
 * @example
 * ```ts
 * const optimizer = partition(({ perExpert }) => (perExpert ? 'experts' : 'rest'), {
 *   experts: factoredAdam({ learningRate: 1e-3 }),
 *   rest: adam({ learningRate: 1e-3 }),
 * });
 * ```
 */
export function partition<Name extends string>(
  choose: (parameter: Parameter) => Name,
  optimizers: { readonly [Part in Name]: Optimizer },
): Optimizer {
  checkValue('partition: the choice', choose, is.callback);
  checkValue('partition: the optimizers', optimizers, is.record);
  const parts = Object.entries<Optimizer>(optimizers);
  for (const [part, optimizer] of parts) checkValue(`partition: ${part}`, optimizer, is.optimizer);
  const within = (parameters: readonly Parameter[], part: string) => parameters.filter((own) => choose(own) === part);
  const updating = (updateOf: (optimizer: Optimizer) => Update): Update => ({
    update(gradients, state, parameters) {
      for (const [part, optimizer] of parts) {
        const own = new Map([...gradients].filter(([parameter]) => choose(parameter) === part)) satisfies Gradients;
        updateOf(optimizer).update(own, stateOf(state, part), within(parameters, part));
      }
      state.step++;
    },
  });
  return {
    init(parameters) {
      for (const parameter of parameters) requirePart(parameter, choose(parameter), Object.keys(optimizers));
      const slots = parts.map(([part, optimizer]) => [part, optimizer.init(within(parameters, part)).slots] as const);
      return { step: 0, slots: Object.fromEntries(slots) };
    },
    ...updating((optimizer) => optimizer),
    scaled: (scale) => updating((optimizer) => scaledUpdate(optimizer, scale)),
  };
}

/** All parts are at the same step. */
function stateOf({ step, slots }: OptimizerState, part: string): OptimizerState {
  const own = (slots as { readonly [part: string]: ParameterTree | undefined })[part];
  if (own) return { step, slots: own };
  throw new Error(
    `partition: the state has the parts [${Object.keys(slots).join(', ')}], needs ${part}; ` +
      'it is that of another optimizer: go on with the one whose init made it',
  );
}

function requirePart({ name }: Parameter, part: string, parts: readonly string[]): void {
  if (parts.includes(part)) return;
  throw new RangeError(`partition: got the part '${part}' for the parameter ${name}, needs one of ${parts.join(', ')}`);
}
