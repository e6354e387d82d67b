export { feedForward } from './feedForward.js';
export type { FeedForwardOptions } from './feedForward.js';
export { feedForwardNetwork } from './feedForwardNetwork.js';
export type { FeedForwardNetworkOptions } from './networkOptions.js';
export type { ActivationName } from './activations.js';
export { poolOf } from './poolOf.js';
export { mixture } from './mixture.js';
