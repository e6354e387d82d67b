export { noisyTopK } from './gates/noisyTopK/noisyTopK.js';
export type { NoisyTopKOptions } from './gates/noisyTopK/noisyTopKOptions.js';
export { softmaxTopK } from './gates/softmaxTopK.js';
export type { SoftmaxTopKOptions } from './gates/softmaxTopK.js';
export { switchGate } from './gates/switchGate.js';
export type { SwitchGateOptions } from './gates/switchGate.js';
export { expertChoice } from './gates/expertChoice.js';
export type { ExpertChoiceOptions } from './gates/expertChoice.js';
export { strictlyBalanced } from './gates/strictlyBalanced/strictlyBalanced.js';
export type { StrictlyBalancedOptions } from './gates/strictlyBalanced/strictlyBalanced.js';
export { biasBalanced } from './gates/biasBalanced.js';
export type { BiasBalancedOptions } from './gates/biasBalanced.js';
export { hashGate } from './gates/hashGate.js';
export type { HashGateOptions } from './gates/hashGate.js';
export { randomGate } from './gates/randomGate.js';
export type { RandomGateOptions } from './gates/randomGate.js';
export { dropoutGate } from './gates/dropoutGate.js';
export type { DropoutGateOptions } from './gates/dropoutGate.js';
export { denseGate } from './gates/denseGate.js';
export type { DenseGateOptions } from './gates/denseGate.js';
export type { RouterOptions } from './parts/router.js';
export type { BankOptions } from './parts/bank.js';

export { hierarchical } from './combinators/hierarchical.js';
export { withCapacity } from './combinators/withCapacity/withCapacity.js';
export type { CapacityOptions } from './combinators/withCapacity/withCapacity.js';

export { balanced } from './losses/balanced.js';
export type { BalanceWeights } from './losses/balanced.js';
export { withLoadBalancingLoss } from './losses/withLoadBalancingLoss.js';
export { withZLoss } from './losses/withZLoss.js';
export { withEntropyLoss } from './losses/withEntropyLoss.js';

export { balanceReport } from './report/balanceReport.js';
export type { BalanceReport } from './report/balanceReport.js';
export { tokensPerExpert } from './report/tokensPerExpert.js';

export { cvSquared } from './losses/cvSquared.js';
export { addNoise } from './gates/noisyTopK/addNoise.js';
export type { NoisyLogits } from './gates/noisyTopK/addNoise.js';
export { keepTopK } from './parts/keepTopK.js';
export type { TopK } from './parts/keepTopK.js';
export { loadProbabilities } from './gates/noisyTopK/loadProbabilities/loadProbabilities.js';
export { batchwiseLoss } from './gates/strictlyBalanced/batchwiseLoss.js';
