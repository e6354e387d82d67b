import type { RunOptions } from '../benchmark.js';
import { type ModelSizes, moe32, quickSizes, small16 } from '../modelSizes.js';

/** A model that is measured, and how it is called. */
export interface NamedModel {
  readonly name: string;
  readonly sizes: ModelSizes;
}

/** The models whose steps are compared. */
export function comparedModels({ quick }: RunOptions): readonly NamedModel[] {
  if (quick) return [{ name: 'tiny', sizes: quickSizes }];
  return [
    { name: 'MoE-32', sizes: moe32 },
    { name: 'small', sizes: small16 },
  ];
}

/** Sides of the square matrices whose product shows what a device can do at best. */
export function matMulSizes({ quick }: RunOptions): { readonly sizes: readonly number[] } {
  return { sizes: quick ? [64, 128] : [256, 512, 1024, 2048] };
}

/** Runs in each turn: a step of the large model takes about as long as ten of the small one. */
export function timesOf({ width }: ModelSizes, { quick }: RunOptions): number {
  if (quick) return 2;
  return width < 256 ? 20 : 5;
}

/** What all the models are, in words. */
export const modelsInWords =
  'The models are embedding → LSTM → mixture → LSTM → softmax over 10,000 words, trained on 32 streams × 20 steps with ' +
  'Adam, gradients clipped to norm 1 and dropout 0.1; MoE-32 is the paper’s (width 512, 32 experts of hidden 1024, k 4, ' +
  'LSTMs of 512), small is 128 wide with 16 experts of hidden 256, k 4.';
