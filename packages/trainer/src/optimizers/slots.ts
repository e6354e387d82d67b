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

/**
 * The slots of one parameter, out of what {@link slotsByName} made.
 *
 * @param needed those that have to be among them
 * @throws Error for a parameter that was not there, or has the slots of another optimizer
 */
export function slotsOf(slots: ParameterTree, { name }: Parameter, needed: readonly string[]): Slots<string> {
  const own = (slots as { readonly [parameter: string]: Slots<string> | undefined })[name];
  if (!own) throw new Error(`optimizer: no slots for ${name}; init must have seen every parameter that update sees`);
  if (needed.every((slot) => slot in own)) return own;
  throw new Error(
    `optimizer: ${name} has the slots [${Object.keys(own).join(', ')}], needs [${needed.join(', ')}]; ` +
      'the state is that of another optimizer: go on with the one whose init made it',
  );
}
