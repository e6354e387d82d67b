import type { BalanceReport } from '@outrageous/gating';

/** What a person wants to know while a model trains. */
export interface TrainingMoment {
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy per word, in nats. */
  readonly loss: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  readonly mixtures: readonly MixtureMoment[];
  /** The last measurement on held-out text, if there was one. */
  readonly validation?: { readonly step: number; readonly perplexity: number };
}

/** The state of one mixture's experts. */
export interface MixtureMoment extends BalanceReport {
  readonly experts: number;
}
