export { expectClose } from './expectClose.js';
export type { Numbers } from './expectClose.js';
export { expectGradients } from './expectGradients.js';
export type { GradientTolerance } from './expectGradients.js';
