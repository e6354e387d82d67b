import type { ExpertPool, Gate, Mixture, Recurrent } from '@outrageous/core';
import type { BalanceWeights } from '@outrageous/gating';
import type { Parts } from './parts.js';

/** What a user may vary in a preset without making it another model. */
export interface TrunkOptions {
  /** The share of each layer's output that is dropped while training. */
  readonly dropout: number;
  /** The weights of the two balancing losses. */
  readonly balance: Required<BalanceWeights>;
  /** Joins a gate with a pool, where several processes share the experts; all are here where it isn't said. */
  readonly mixture?: (gate: Gate, pool: ExpertPool) => Mixture;
  /** What it is made of in place of the paper's parts. */
  readonly parts?: Partial<Parts>;
}

/** What the paper reports of a model, as it prints it; a figure that it doesn't print is absent. */
export interface PaperFigures {
  /** Multiply-adds per time step, without embedding and softmax. */
  readonly operations?: string;
  /** Parameters, without embedding and softmax. */
  readonly parameters?: string;
  /** Test perplexity after ten epochs of the 1-Billion-Word benchmark. */
  readonly perplexity?: number;
}

/** A named model: a width, and the trunk that stands between embedding and softmax. */
export interface Preset {
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** The width d of the embedding and of the trunk. */
  readonly width: number;
  readonly paper: PaperFigures;
  /** Weights of the balancing losses, where they are not the paper's 0.1. */
  readonly balance?: Required<BalanceWeights>;
  /** Composes the trunk. Allocates nothing. */
  trunk(options: TrunkOptions): Recurrent;
}

/** w_importance = w_load = 0.1 (appendix C.1). */
const paperBalance: Required<BalanceWeights> = { importance: 0.1, load: 0.1 };

/** The weights of a preset's balancing losses: those that are given, before the preset's own, before the paper's. */
export function balanceOf({ balance = paperBalance }: Preset, given: BalanceWeights = {}): Required<BalanceWeights> {
  const { importance = balance.importance, load = balance.load } = given;
  return { importance, load };
}
