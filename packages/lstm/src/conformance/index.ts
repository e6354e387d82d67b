export { recurrentConformance } from './recurrentConformance.js';
export type { RecurrentConformanceOptions } from './recurrentConformance.js';
