import { didYouMean, suggested } from './didYouMean.js';
import { isOffered } from './offered.js';
import { shown } from './shown.js';

/** What an option, or an argument, may be; those that many need are in `is`. */
export interface Kind {
  /** Goes on after `must be`, such as `a whole number from 1 up`. */
  readonly needs: string;
  /** What to do, or why it must be so; absent where `needs` says it all. */
  readonly hint?: string;
  readonly fits: (value: unknown) => boolean;
}

/** What an option may be that need not be given. */
export interface OptionalKind extends Kind {
  readonly optional: true;
}

/** The kind of each option: the compiler says which is missing, and which has to be optional. */
export type OptionKinds<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name> ? OptionalKind : Kind;
};

/**
 * The options, once they are looked at where something is made of them: a name that no option has, one that is missing, and a
 * value of another kind are errors that say what was got, what is needed, and what was probably meant.
 *
 * @param name the function that errors speak of
 * @throws TypeError that names an option which is unknown or missing, or a value of another type; RangeError on other numbers
 * @example
 * ```ts
 * export function scaled(options: ScaledOptions): Gate {
 *   const { experts, factor = 1 } = checkOptions('scaled', options, { experts: is.size, factor: optional(is.positive) });
 * ```
 */
export function checkOptions<Options extends object>(
  name: string,
  options: Options,
  kinds: OptionKinds<Options>,
): Options {
  checkNames(name, options, kinds);
  for (const [option, kind] of Object.entries<Kind>(kinds)) {
    checkValue(`${name}: ${option}`, options[option as keyof Options], kind);
  }
  return options;
}

/**
 * One argument, looked at as {@link checkOptions} does it.
 *
 * @param what names it in errors, such as `stack: layer 2`
 * @throws TypeError where it is missing or of another type; RangeError on another number
 * @example
 * ```ts
 * checkValue('residual: the dropout', dropout, is.rate);
 * ```
 */
export function checkValue(what: string, value: unknown, kind: Kind & Partial<OptionalKind>): void {
  if (value === undefined ? kind.optional : kind.fits(value)) return;
  const { needs, hint } = kind;
  const asked = value === undefined ? `is missing, it must be ${needs}` : `must be ${needs}, got ${shown(value)}`;
  throw new (typeof value === 'number' ? RangeError : TypeError)(`${what} ${asked}${hint ? `; ${hint}` : ''}`);
}

/**
 * The same kind, for an option that need not be given.
 *
 * @example
 * ```ts
 * const kinds = { cells: is.size, projection: optional(is.size) };
 * ```
 */
export function optional(kind: Kind): OptionalKind {
  return { ...kind, optional: true };
}

type Kinds = { readonly [name: string]: Kind & Partial<OptionalKind> };

function checkNames(name: string, options: unknown, kinds: Kinds): void {
  const needed = Object.keys(kinds).filter((option) => !kinds[option].optional);
  if (typeof options !== 'object' || !options || Array.isArray(options)) {
    const example = `{ ${needed.map((option) => `${option}: …`).join(', ')} }`;
    throw new TypeError(`${name}: needs its options as an object, such as ${example}, got ${shown(options)}`);
  }
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(kinds, option) && !isOffered(options, option));
  if (unknown === undefined) return;
  const missing = (option: string) => !(option in options);
  const near = didYouMean(unknown, Object.keys(kinds).filter(missing));
  const [meant] = needed.filter(missing);
  throw new TypeError(
    `${name}: there is no option '${unknown}'${near || (meant ? suggested(meant) : '')}; ` +
      `it takes ${Object.keys(kinds).join(', ')}`,
  );
}
