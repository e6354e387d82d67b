export { communicatorConformance } from './communicatorConformance.js';
export { strategyConformance } from './strategyConformance.js';
export type { StrategyTrial } from './strategy/subject.js';
