import type { TrainingReport } from '@outrageous/trainer';
import type { TrainingMoment } from './trainingMoment.js';

/** Over so many steps losses and speeds are averaged: single ones jump. */
const WINDOW = 20;

/**
 * Follows reports: smooth numbers for people, and the time that is left, validation and saving included.
 *
 * @param steps in all
 * @param done before the first report
 */
export function pace(
  steps: number,
  done: number,
): (report: TrainingReport, communication?: number) => Omit<TrainingMoment, 'mixtures' | 'validation'> {
  const [losses, slowness, shares] = [recent(WINDOW), recent(WINDOW), recent(WINDOW)];
  const begun = performance.now();
  return ({ step, loss, tokensPerSecond, learningRate = 0 }, communication) => {
    // The first step also compiles and allocates, so it says nothing of the others.
    const first = step === done + 1;
    return {
      step,
      steps,
      loss: losses(loss),
      learningRate,
      communication: communication === undefined ? undefined : shares(communication),
      tokensPerSecond: first ? tokensPerSecond : 1 / slowness(1 / tokensPerSecond),
      secondsLeft: ((steps - step) * (performance.now() - begun)) / 1000 / (step - done),
    };
  };
}

/** The mean of the last `count` values. */
function recent(count: number): (value: number) => number {
  const values: number[] = [];
  return (value) => {
    values.push(value);
    if (values.length > count) values.shift();
    return values.reduce((sum, one) => sum + one, 0) / values.length;
  };
}
