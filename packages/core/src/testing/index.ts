export { expectClose } from './expectClose.js';
export type { Numbers } from './expectClose.js';
export { expectGradients } from './expectGradients.js';
export type { GradientTolerance } from './expectGradients.js';
export { demand } from './check.js';
export type { Check } from './check.js';
export { countDispatches } from './countDispatches.js';
export type { DispatchCounts } from './countDispatches.js';
