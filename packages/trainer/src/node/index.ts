export { checkpoints } from './checkpoints.js';
export type { CheckpointName, Checkpoints } from './checkpoints.js';
export type { Processes } from './saveCheckpoint.js';
export type { CheckpointInfo } from '../checkpoint/openCheckpoint.js';
export { openMetrics, readMetrics } from './openMetrics.js';
export type { MetricsFile, MetricsOptions, MetricsRecord } from './openMetrics.js';
export { fileCorpus } from './fileCorpus.js';
export { writing } from './reasonOf.js';
