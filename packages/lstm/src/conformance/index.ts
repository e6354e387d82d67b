export { recurrentConformance } from './recurrentConformance.js';
export type { RecurrentConformanceOptions } from './recurrentConformance.js';
export { cellConformance } from './cellConformance.js';
export type { CellConformanceOptions } from './cellConformance.js';
