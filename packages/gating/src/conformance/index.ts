export { gateConformance } from './gateConformance.js';
export type { GateConformanceOptions } from './gateConformance.js';
