import type { Cluster } from './cluster.js';
import type { PlannedModel } from './plannedModel.js';
import type { PlannedBatch } from './workload.js';

/** How a model is trained, as far as it costs time or memory. */
export interface TrainingChoices {
  /** What trains experts: Adam, or the paper's Adam without first moment and with factored second moments (appendix D). */
  readonly expertOptimizer: 'adam' | 'factored';
  /** Experts compute their hidden activations again in the backward pass instead of keeping them (appendix D). */
  readonly recompute: boolean;
}

/** What is to be planned. */
export interface PlanRequest extends TrainingChoices {
  readonly model: PlannedModel;
  readonly cluster: Cluster;
  readonly batch: PlannedBatch;
}

/** Bytes of a number: float32. */
export const BYTES = 4;
