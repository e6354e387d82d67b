export { expertPoolConformance } from './expertPoolConformance.js';
export type { ExpertPoolConformanceOptions, PoolSize } from './expertPoolConformance.js';
