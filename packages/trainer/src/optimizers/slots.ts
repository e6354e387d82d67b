import { zerosLike } from '@outrageous/core';
import type { Parameter, ParameterTree } from '@outrageous/core';

/** Slots by the names of their parameters. */
type Slots<Name extends string> = { readonly [parameter: string]: { readonly [Slot in Name]: Parameter } };

/** One zero slot of each name for each parameter, as a tree that checkpoints can hold. */
export function zeroSlots<Name extends string>(
  parameters: readonly Parameter[],
  names: readonly Name[],
): ParameterTree {
  return Object.fromEntries(
    parameters.map((parameter) => [
      parameter.name,
      Object.fromEntries(names.map((name) => [name, zerosLike(parameter, name)])),
    ]),
  );
}

/** The slots of one parameter, out of what {@link zeroSlots} made. */
export function slotsOf<Name extends string>(slots: ParameterTree, { name }: Parameter): Slots<Name>[string] {
  const own = (slots as Slots<Name>)[name];
  if (own) return own;
  throw new Error(`optimizer: no slots for ${name}; init must have seen every parameter that update sees`);
}
