import { threeDigits } from './numbers.js';

/** `131`, or `∞ (loss 1,555)` where e to the loss is beyond all numbers. */
export function describePerplexity({
  loss,
  perplexity,
}: {
  readonly loss: number;
  readonly perplexity: number;
}): string {
  return Number.isFinite(perplexity) ? threeDigits(perplexity) : `∞ (loss ${threeDigits(loss)})`;
}
