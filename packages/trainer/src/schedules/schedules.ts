/** The learning rate of a step; steps count from 1. */
export type Schedule = (step: number) => number;

/**
 * The same learning rate at every step.
 *
 * @example
 * ```ts
 * adam({ learningRate: constantRate(1e-3) });
 * ```
 */
export function constantRate(rate: number): Schedule {
  return () => rate;
}

/** The numbers of {@link warmupInverseSquareRoot}. */
export interface WarmupOptions {
  /** The highest rate, reached at step `warmup`. */
  readonly peak: number;
  /** Steps of linear growth; default 1,000, as in the paper. */
  readonly warmup?: number;
}

/**
 * The paper's schedule: linear growth for the first `warmup` steps, then proportional to the inverse
 * square root of the step (appendix C.1).
 *
 *     rate(step) = peak · min(step / warmup, √(warmup / step))
 *
 * @throws RangeError unless both numbers are positive
 * @example
 * ```ts
 * const rate = warmupInverseSquareRoot({ peak: 1e-3 });
 * rate(1000); // 1e-3
 * ```
 */
export function warmupInverseSquareRoot({ peak, warmup = 1000 }: WarmupOptions): Schedule {
  if (!(peak > 0 && warmup > 0)) {
    throw new RangeError(`warmupInverseSquareRoot: got peak ${peak} and warmup ${warmup}, needs positive numbers`);
  }
  return (step) => peak * Math.min(step / warmup, Math.sqrt(warmup / step));
}

/** A schedule from what may also be a plain number. */
export function scheduleOf(rate: number | Schedule): Schedule {
  return typeof rate === 'number' ? constantRate(rate) : rate;
}
