import type { Communicator, Gradient, Gradients, Parameter, Pending } from '@outrageous/core';
import { announce, type Announced } from './announce.js';
import { contribution, gradientOf } from './contribution.js';
import { sumInBuckets } from './sumInBuckets.js';

/** Ranks that hold the same parameters. */
export interface Holders {
  readonly communicator: Communicator;
  readonly parameters: readonly Parameter[];
}

/** How sums travel. */
interface Way {
  readonly communicator: Communicator;
  /** How many numbers a message holds, about. */
  readonly bucket: number;
}

/** The sums of gradients over all that hold a parameter. All are under way before the first is waited for. */
export function sumGradients(gradients: Gradients, holders: readonly Holders[], bucket: number): Gradients {
  const announced = holders.map(({ parameters, communicator }) => announce(gradients, parameters, communicator));
  const sums = holders.map(({ communicator }, i) => begin(gradients, announced[i].wait(), { communicator, bucket }));
  return new Map(sums.flatMap((sum) => sum.wait()));
}

function begin(
  gradients: Gradients,
  announced: readonly Announced[],
  { communicator, bucket }: Way,
): Pending<(readonly [Parameter, Gradient])[]> {
  const own = announced.map((one) => contribution(gradients.get(one.parameter), one));
  const sums = sumInBuckets(own, communicator, bucket);
  return {
    wait: () => sums.wait().map((sum, i) => [announced[i].parameter, gradientOf(sum, announced[i])] as const),
  };
}
