import { faultIn } from '@outrageous/core/contracts';
import { UsageError } from '../usageError.js';
import type { Contract } from './contracts.js';
import type { Factory } from './loadFactory.js';

/** A factory that was named, and what it is told. */
export interface NamedFactory {
  /** Stands before each message: `--gate some-package#someGate`. */
  readonly name: string;
  readonly factory: Factory;
  /** What the user said. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The part that a factory makes: it is told the sizes that the model needs, and what the user said, which comes first.
 *
 * @throws UsageError when the factory throws, its value lacks a member of the contract, or is of another size
 */
export function makePart<Sizes extends object, Part extends object>(
  contract: Contract<Sizes, Part>,
  { name, factory, options }: NamedFactory,
  sizes: Sizes,
): Part {
  const told = { ...sizes, ...options };
  const made = call(name, factory, told);
  if (!meets(contract, made)) {
    const fault = faultIn(contract.members, made);
    const ofPromise = 'it gave a promise; what has to be waited for can be at the top of its file';
    throw new UsageError(`${name} gave no ${contract.kind}: ${made instanceof Promise ? ofPromise : fault}`);
  }
  checkSizes(`${name} was told ${JSON.stringify(told)}`, contract, { made, sizes });
  return made;
}

function call(name: string, factory: Factory, told: Readonly<Record<string, unknown>>): unknown {
  try {
    return factory(told);
  } catch (error) {
    throw new UsageError(
      `${name} failed: ${error instanceof Error ? error.message : String(error)} (it was told ${JSON.stringify(told)})`,
      { cause: error },
    );
  }
}

function meets<Sizes, Part>({ members }: Contract<Sizes, Part>, made: unknown): made is Part {
  return faultIn(members, made) === undefined;
}

function checkSizes<Sizes, Part extends object>(
  told: string,
  { kind, decided }: Contract<Sizes, Part>,
  { made, sizes }: { readonly made: Part; readonly sizes: Sizes },
): void {
  for (const [member, needed] of Object.entries(decided(sizes))) {
    const size: unknown = Reflect.get(made, member);
    if (size === needed) continue;
    throw new UsageError(
      `${told}; the '${member}' of its ${kind} is ${String(size)}, and the model needs ${String(needed)}`,
    );
  }
}
