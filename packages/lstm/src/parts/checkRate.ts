/**
 * Teaches what a rate of dropout is.
 *
 * @param what names the rate, as in `residual: the dropout`
 * @param fate what happens to the share of numbers that it is
 */
export function checkRate(what: string, rate: number, fate = 'dropped'): void {
  if (rate >= 0 && rate < 1) return;
  throw new RangeError(`${what} must be in [0, 1), got ${rate}; it is the share of numbers that are ${fate}`);
}
