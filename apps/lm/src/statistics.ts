/** Some measurements of the same thing. */
export interface Spread {
  readonly mean: number;
  /** The sample standard deviation; 0 of a single value. */
  readonly deviation: number;
}

/** Mean and standard deviation. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** `81.9 ± 0.4` */
export function describeSpread(values: readonly number[], digits: number): string {
  if (values.length === 0) return '';
  const { mean, deviation } = spreadOf(values);
  return values.length < 2 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

/** The middle value; the mean of the two in the middle where there are two. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return meanOf(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
