export { feedForward } from './pools/feedForward.js';
export type { FeedForwardOptions } from './pools/feedForward.js';
export { feedForwardNetwork } from './networks/feedForwardNetwork.js';
export type { FeedForwardNetworkOptions } from './networks/networkOptions.js';
export type { ActivationName } from './networks/activations.js';
export { poolOf } from './pools/poolOf.js';
export { mixture } from './mixture/mixture.js';
export { withSharedExperts } from './mixture/withSharedExperts.js';
