import type { MixtureBalance } from '../../model/withBalance.js';

/** What a person wants to know while a model trains. */
export interface TrainingMoment {
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy per word, in nats. */
  readonly loss: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  /** The share of the time that is communication, where there are several ranks. */
  readonly communication?: number;
  readonly mixtures: readonly MixtureBalance[];
  /** The last measurement on held-out text, if there was one. */
  readonly validation?: { readonly step: number; readonly loss: number; readonly perplexity: number };
}
