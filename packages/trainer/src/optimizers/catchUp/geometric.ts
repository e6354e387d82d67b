/** What a device needs to know of a number r, to add up its powers however many they are. */
export interface Geometric {
  /** log r: rⁿ is e^(n · log). */
  readonly log: number;
  /** r + r² + … + rⁿ is scale · (e^(n · log) − 1). */
  readonly scale: number;
}

/**
 * Powers of r, of which float32 adds up any number n. The usual r · (1 − rⁿ) / (1 − r) is 0 / 0 where r is 1, and has few digits
 * left where it is almost 1.
 *
 * @param logarithm log r, as {@link logOf} gives it
 */
export function geometric(logarithm: number): Geometric {
  // r = 1: to float64, the number next to 0 stands for the same r, and can be divided by.
  const log = logarithm || 1e-20;
  return { log, scale: Math.exp(log) / Math.expm1(log) };
}

/** log r, which for r = 0 is as far below zero as makes no difference, but finite. */
export function logOf(r: number): number {
  return Math.max(Math.log(r), -1e4);
}
