/** The sizes of a language model with a mixture between two LSTMs, and of its batches. */
export interface ModelSizes {
  readonly width: number;
  readonly experts: number;
  /** The hidden layer of each expert. */
  readonly hidden: number;
  readonly k: number;
  readonly vocabulary: number;
  readonly time: number;
  readonly batch: number;
}

/** What our language model may differ in. */
export interface OurSizes extends ModelSizes {
  /** The experts lie in so many groups, of which k are chosen, and k experts in each; a flat gate where it isn't said. */
  readonly groups?: number;
  /** Adam for all parameters by default, or the paper's factored one for those of the experts. */
  readonly optimizer?: 'adam' | 'factored';
}

/** The paper's MoE-32 with a vocabulary of 10,000, and 32 streams of 20 words. */
export const moe32: ModelSizes = {
  width: 512,
  experts: 32,
  hidden: 1024,
  k: 4,
  vocabulary: 10_000,
  time: 20,
  batch: 32,
};

/** One that costs a tenth: 16 experts in a model 128 wide. */
export const small16: ModelSizes = { ...moe32, width: 128, experts: 16, hidden: 256 };

/** One that is there to try the benchmarks themselves. */
export const quickSizes: ModelSizes = { ...small16, width: 32, hidden: 64, vocabulary: 500, batch: 4, time: 8 };

/** Predictions of a batch. */
export function tokensOf({ batch, time }: ModelSizes): number {
  return batch * time;
}
