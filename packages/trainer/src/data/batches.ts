/** What the training loop must know of a batch; the rest is between the data and the task. */
export interface BatchHeader {
  /** Whether the sequences start here, so that recurrent state begins at zero. */
  readonly first: boolean;
  /** How often the data has been seen in full before this batch. */
  readonly epoch: number;
  /** How many tokens are predicted here: what the loss is the mean of. */
  readonly predictions: number;
  /** Those of all processes that share the batch, each with sequences of its own; as `predictions` where one has all. */
  readonly allPredictions?: number;
}

/** The predictions of a batch on all processes that share it. */
export function allPredictionsOf({ predictions, allPredictions = predictions }: BatchHeader): number {
  return allPredictions;
}

/** Data as a pure function of the step, so that a run can be resumed at any step. */
export interface Batches<Batch extends BatchHeader> {
  /** Sequences side by side, in this process: what recurrent state is made for. */
  readonly streams: number;
  /** How many batches see all the data once. */
  readonly windowsPerEpoch: number;
  /** @param step counts from 0 */
  batchAt(step: number): Batch;
}
