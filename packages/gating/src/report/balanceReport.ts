import { checkValue } from '@outrageous/core/options';

/** The state of the experts, as numbers for a log. */
export interface BalanceReport {
  /** The coefficient of variation of importance: standard deviation / mean. */
  readonly importanceCv: number;
  /** The coefficient of variation of load. */
  readonly loadCv: number;
  /** The largest load / the mean load; 1 is perfect balance. */
  readonly maxOverMeanLoad: number;
  /** Experts whose load is at most 1% of the mean load. */
  readonly deadExperts: number;
  /** The share of slots that were dropped because their expert had no room; 0 where nothing bounds it. */
  readonly droppedShare: number;
}

/** An expert with at most this share of the mean load counts as dead. */
const DEAD_SHARE = 0.01;

const numbers = {
  needs: 'a list of numbers',
  hint: 'read a tensor first, with await tensor.data()',
  fits: (x: unknown) => Array.isArray(x) || ArrayBuffer.isView(x),
};

/**
 * Says how well balanced the experts are: the columns of the paper's table 6, and the dead experts.
 *
 * With m the mean and v the biased variance of load (or importance),
 * CV = √v / m and maxOverMeanLoad = max(load) / m. An expert is dead when its
 * load is at most 0.01 · m; given {@link tokensPerExpert} as the load, such
 * experts got (next to) no row. Where all is zero, every expert is dead and the
 * other three numbers are 0. Dropped slots are those of {@link withCapacity}.
 *
 * @param importance one number per expert, read from the routing's metrics
 * @param load one number per expert, read from the routing's metrics
 * @param droppedShare the metric `dropped` of {@link withCapacity}; 0 where it isn't said
 * @throws RangeError when the two differ in length or are empty
 * @example
 * ```ts
 * const { importance, load } = measureRouting(routing).metrics;
 * const { maxOverMeanLoad } = balanceReport(await importance.data(), await load.data());
 * ```
 *
 * Table 6.
 */
export function balanceReport(importance: ArrayLike<number>, load: ArrayLike<number>, droppedShare = 0): BalanceReport {
  checkLengths(importance, load);
  const loads = Array.from(load);
  const mean = meanOf(loads);
  return {
    importanceCv: coefficientOfVariation(Array.from(importance)),
    loadCv: coefficientOfVariation(loads),
    maxOverMeanLoad: mean === 0 ? 0 : loads.reduce((a, b) => Math.max(a, b)) / mean,
    deadExperts: loads.filter((one) => one <= DEAD_SHARE * mean).length,
    droppedShare,
  };
}

function coefficientOfVariation(values: readonly number[]): number {
  const mean = meanOf(values);
  const variance = meanOf(values.map((value) => (value - mean) ** 2));
  return mean === 0 ? 0 : Math.sqrt(variance) / mean;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function checkLengths(importance: ArrayLike<number>, load: ArrayLike<number>): void {
  checkValue('balanceReport: importance', importance, numbers);
  checkValue('balanceReport: load', load, numbers);
  if (load.length > 0 && importance.length === load.length) return;
  throw new RangeError(
    `balanceReport: got importance of ${importance.length} and load of ${load.length} experts; ` +
      'needs one number per expert in each, read from the same routing',
  );
}
