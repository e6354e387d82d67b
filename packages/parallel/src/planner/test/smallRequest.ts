import type { PlannedMixture, PlannedModel } from '../plannedModel.js';
import type { PlanRequest } from '../request.js';

/** Four experts 8 → 8 → 8 in two branches, of which two see a token. */
export const smallMixture: PlannedMixture = {
  experts: 4,
  expertsPerToken: 2,
  inputWidth: 8,
  outputWidth: 8,
  parameters: 128,
  operations: 128,
  factoredMoments: 32,
  branches: { count: 2, perToken: 1, gateParameters: 40 },
};

/** A model whose costs can be reckoned by hand. */
export const smallModel: PlannedModel = {
  width: 8,
  shared: { parameters: 100, operations: 80 },
  tables: [],
  mixtures: [smallMixture],
};

/** It, on four devices. */
export const smallRequest: PlanRequest = {
  model: smallModel,
  cluster: {
    devices: 4,
    flops: 1e6,
    attainable: 0.5,
    memoryBandwidth: 1e6,
    memory: 1e4,
    networkBandwidth: 1e5,
    latency: 1e-3,
  },
  batch: { sequences: 8, time: 5 },
  expertOptimizer: 'adam',
  recompute: false,
};
