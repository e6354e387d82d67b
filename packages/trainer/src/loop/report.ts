/** What the gate of one mixture did in one step: sums over the batch, one number per expert. */
export interface MixtureReport {
  /** float32 [experts]: Σ of the gate's weights (section 4). */
  readonly importance: Float32Array;
  /** float32 [experts]: the expected number of tokens (appendix A). */
  readonly load: Float32Array;
  /** Whatever else the gate measured. */
  readonly [name: string]: Float32Array;
}

/** What is known after a step of training. */
export interface TrainingReport {
  /** Steps done, this one included. */
  readonly step: number;
  /** How often the data had been seen in full. */
  readonly epoch: number;
  /** Predictions trained on since the first step. */
  readonly tokens: number;
  /** Mean cross-entropy of this step, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** That of this step; `undefined` where no schedule was given. */
  readonly learningRate?: number;
  /** Since the report before, without the time that its reader took. */
  readonly tokensPerSecond: number;
  /** One for each mixture, from the input upwards. `balanceReport` of `@outrageous/gating` sums it up. */
  readonly mixtures: readonly MixtureReport[];
}
