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

/** @throws RangeError that names the option, what it is and what it may be */
export function checkNetwork(
  name: string,
  { width, hidden, outputWidth = width, activation = 'relu', rank = 1 }: FeedForwardNetworkOptions,
  experts = 1,
): void {
  const sizes = typeof hidden === 'number' ? [hidden] : hidden;
  checkActivation(name, activation);
  if (sizes.length === 0) {
    throw new RangeError(`${name}: hidden is an empty list, needs the size of at least one hidden layer`);
  }
  checkSize(name, 'experts', experts);
  checkSize(name, 'width', width);
  checkSize(name, 'outputWidth', outputWidth);
  checkSize(name, 'rank', rank);
  sizes.forEach((size) => checkSize(name, 'hidden', size));
}

/** @throws RangeError that names the option, what it is and what it may be */
export function checkSize(name: string, option: string, size: number, least = 1): void {
  if (Number.isSafeInteger(size) && size >= least) return;
  throw new RangeError(`${name}: ${option} must be a whole number from ${least} on, got ${size}`);
}

function checkActivation(name: string, activation: string): void {
  if (Object.hasOwn(activations, activation)) return;
  const known = Object.keys(activations)
    .map((one) => `'${one}'`)
    .join(', ');
  throw new RangeError(`${name}: got activation '${activation}', which is not one of ${known}`);
}
