import { medianOf } from '@outrageous/lm';
import type { Measured, Measurement } from './measurement.js';

/** The median time of one run over all rounds, on the clock. */
export function millisecondsOf({ rounds }: Measured): number {
  return medianOf(rounds.flatMap(({ milliseconds }) => milliseconds));
}

/** The median time of one run that the threads computed. */
export function processorMillisecondsOf({ rounds }: Measured): number {
  return medianOf(rounds.flatMap(({ processorMilliseconds }) => processorMilliseconds));
}

/** The most memory that a process has had. */
export function peakBytesOf({ rounds }: Measured): number {
  return Math.max(...rounds.map(({ peakBytes }) => peakBytes));
}

/**
 * How many times faster one is than another: the median over rounds of the ratio of the median times in the same round.
 *
 * @param time the one that is compared, on the clock by default
 */
export function speedup(faster: Measured, slower: Measured, time: Time = 'milliseconds'): number {
  return medianOf(ratiosOf(faster, slower, time));
}

/** The least and the largest of those ratios: rounds of a machine that others share differ. */
export function speedupRange(faster: Measured, slower: Measured): readonly [number, number] {
  const ratios = ratiosOf(faster, slower, 'milliseconds');
  return [Math.min(...ratios), Math.max(...ratios)];
}

type Time = 'milliseconds' | 'processorMilliseconds';

function ratiosOf(faster: Measured, slower: Measured, time: Time): number[] {
  return slower.rounds.map((turn, round) => medianOf(turn[time]) / medianOf(faster.rounds[round][time]));
}

/**
 * The share of the best dense product that some work reached: the median over rounds of
 *
 *     operations / median time / best operations per second in the same round
 *
 * @param operations floating-point operations of one run
 * @param matMuls turns of {@link gigaflopsOf}'s trial in the same rounds, of each library that multiplies
 */
export function shareOfPeak(work: Measured, operations: number, ...matMuls: readonly Measured[]): number {
  const shares = work.rounds.map(({ milliseconds }, round) => {
    const gigaflops = operations / medianOf(milliseconds) / 1e6;
    return gigaflops / Math.max(...matMuls.flatMap(({ rounds }) => Object.values(gigaflopsOf(rounds[round]))));
  });
  return medianOf(shares);
}

/** Billions of floating-point operations per second of each size of matrix, the best of one turn. */
function gigaflopsOf({ facts }: Measurement): Readonly<Record<string, number>> {
  return facts.gigaflops as Readonly<Record<string, number>>;
}

/** The best over all rounds, of all sizes. */
export function peakOf({ rounds }: Measured): number {
  return Math.max(...rounds.flatMap((turn) => Object.values(gigaflopsOf(turn))));
}

/** The median over rounds of a fact that is a number. */
export function factOf({ rounds }: Measured, name: string): number {
  return medianOf(rounds.map(({ facts }) => facts[name] as number));
}

/** The median over rounds of each number of a fact. */
export function factsOf({ rounds }: Measured, name: string): Readonly<Record<string, number>> {
  const turns = rounds.map(({ facts }) => facts[name] as Readonly<Record<string, number>>);
  const keys = [...new Set(turns.flatMap((turn) => Object.keys(turn)))];
  return Object.fromEntries(keys.map((key) => [key, medianOf(turns.map((turn) => turn[key] ?? 0))]));
}
