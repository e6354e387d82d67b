import { optional, type OptionKinds } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { type ActivationName, activations } from './activations.js';

/** What a feed-forward network is made from. */
export interface FeedForwardNetworkOptions {
  /** The width d of the rows that come in. */
  readonly width: number;
  /** The size of the hidden layer, or the sizes of several, from the input on. */
  readonly hidden: number | readonly number[];
  /** The width of the rows that go out; `width` where it isn't said. */
  readonly outputWidth?: number;
  /** `relu` where it isn't said. */
  readonly activation?: ActivationName;
  /** Adds a bias to each layer, also to the last; off where it isn't said. */
  readonly bias?: boolean;
  /**
   * Makes each matrix [in, out] the product of two, [in, rank] and [rank, out], which have fewer numbers where the rank is
   * below in · out / (in + out); whole matrices where it isn't said.
   */
  readonly rank?: number;
}

/** What the options of a network may be. */
export const networkKinds: OptionKinds<FeedForwardNetworkOptions> = {
  width: is.size,
  hidden: is.either(is.size, is.listOf(is.size)),
  outputWidth: optional(is.size),
  activation: optional(is.oneOf(...Object.keys(activations))),
  bias: optional(is.flag),
  rank: optional(is.size),
};
