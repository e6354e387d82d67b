import { runNative } from '@outrageous/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CrossEntropyInputs, LossesAndSecond } from './inputs.js';

/** The losses, and log Σ exp(logits) of each row (`native/crossEntropy.cc`). */
export function crossEntropyNatively({ logits, labels }: CrossEntropyInputs): LossesAndSecond {
  return runNative('OutrageousCrossEntropy', [logits, labels], 2);
}

/** The gradient of the logits, made anew from them and their sums. */
export function gradientNatively({ logits, labels }: CrossEntropyInputs, logSums: Tensor, dy: Tensor): Tensor {
  return runNative('OutrageousCrossEntropyGradient', [logits, labels, logSums, dy], 1)[0];
}
