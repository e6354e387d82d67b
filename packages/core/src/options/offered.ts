/** Stands beside options, wherever they are spread to. */
const OFFERED = Symbol.for('@outrageous/core: offered');

/**
 * The same options, of which `checkOptions` lets those pass that a function doesn't take: for who tells a part whose kind it
 * doesn't know all sizes of a model.
 *
 * @example
 * ```ts
 * const gate = makeGate(offered({ width: 512, experts: 64, k: 4 })); // hashGate has no use for a width
 * ```
 */
export function offered<Options extends object>(options: Options): Options {
  return { ...options, [OFFERED]: Object.keys(options) };
}

/** Whether an option was only offered. */
export function isOffered(options: object, option: string): boolean {
  return OFFERED in options && (options[OFFERED] as readonly string[]).includes(option);
}
