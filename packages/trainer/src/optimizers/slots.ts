import { zerosLike } from '@outrageous/core';
import type { Parameter, ParameterTree } from '@outrageous/core';

/** What an optimizer remembers of one parameter, by name. */
export type Slots<Name extends string> = { readonly [Slot in Name]: Parameter };

/** The slots of every parameter by its name, as a tree that checkpoints can hold. */
export function slotsByName(
  parameters: readonly Parameter[],
  make: (parameter: Parameter) => Slots<string>,
): ParameterTree {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, make(parameter)]));
}

/** One slot of each name, zero and of the parameter's shape. */
export function zeroSlots<Name extends string>(parameter: Parameter, names: readonly Name[]): Slots<Name> {
  return Object.fromEntries(names.map((name) => [name, zerosLike(parameter, name)])) as Slots<Name>;
}

/**
 * The slots of one parameter, out of what {@link slotsByName} made.
 *
 * @throws Error for a parameter that was not there
 */
export function slotsOf(slots: ParameterTree, { name }: Parameter): Slots<string> {
  const own = (slots as { readonly [parameter: string]: Slots<string> })[name];
  if (own) return own;
  throw new Error(`optimizer: no slots for ${name}; init must have seen every parameter that update sees`);
}
