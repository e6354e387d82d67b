import { checkOptions, checkValue, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/** The learning rate of a step; steps count from 1. */
export type Schedule = (step: number) => number;

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
export function warmupInverseSquareRoot(options: WarmupOptions): Schedule {
  const kinds = { peak: is.positive, warmup: optional(is.positive) };
  const { peak, warmup = 1000 } = checkOptions('warmupInverseSquareRoot', options, kinds);
  return (step) => peak * Math.min(step / warmup, Math.sqrt(warmup / step));
}

/** The numbers of {@link linearCooldown}. */
export interface CooldownOptions {
  /** Updates in all. */
  readonly steps: number;
  /** The share of them, at the end, over which the rate falls. */
  readonly share: number;
}

/**
 * Lets a learning rate end at zero: over the last `n = round(share · steps)` steps it falls linearly.
 *
 *     rate(step) = learningRate(step) · clamp((steps + 1 − step) / n, 0, 1)
 *
 * The noise of small batches, and an expert's is a small one, is then averaged out before training ends.
 *
 * @param learningRate a number, or one that changes with the step
 * @throws RangeError unless `steps` is positive and `share` between 0 and 1
 * @example
 * ```ts
 * const rate = linearCooldown(1e-3, { steps: 1000, share: 0.2 });
 * rate(801); // 1e-3
 * rate(901); // 5e-4
 * ```
 */
export function linearCooldown(learningRate: number | Schedule, options: CooldownOptions): Schedule {
  checkValue('linearCooldown: the learning rate', learningRate, rateKind);
  const { steps, share } = checkOptions('linearCooldown', options, { steps: is.positive, share: shareKind });
  const schedule = scheduleOf(learningRate);
  const falling = Math.round(share * steps);
  if (falling === 0) return schedule;
  return (step) => schedule(step) * Math.min(1, Math.max(0, (steps + 1 - step) / falling));
}

const shareKind: Kind = { needs: 'a number from 0 to 1', fits: (x) => is.notNegative.fits(x) && Number(x) <= 1 };

/** What may be a learning rate: 0 leaves all as it is. */
export const rateKind: Kind = {
  needs: 'a number from 0 up, or a function of the step, such as warmupInverseSquareRoot({ peak: 0.001 })',
  fits: (x) => is.notNegative.fits(x) || is.callback.fits(x),
};

/** A schedule from what may also be a plain number. */
export function scheduleOf(rate: number | Schedule): Schedule {
  return typeof rate === 'number' ? () => rate : rate;
}
