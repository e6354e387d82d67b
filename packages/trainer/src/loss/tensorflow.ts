import { nativeOps, type OpFunction, rawOps, requireIndexOnHost, runNative, typeAttribute } from '@outrageous/core';
import type { CrossEntropyGradient, CrossEntropyInputs, LossesAndSecond } from './inputs.js';
import { scaledGradient } from './scaled.js';

const forward: OpFunction<CrossEntropyInputs, unknown, LossesAndSecond> = (inputs) =>
  (nativeOps('trainer') ? forwardNatively : forwardWithGradient)(inputs);

const gradient: CrossEntropyGradient = (...given) =>
  (nativeOps('trainer') ? gradientNatively : scaledGradient)(...given);

/** The losses, and what the gradient needs of each row: two numbers (`native/crossEntropy.cc`). */
function forwardNatively({ logits, labels }: CrossEntropyInputs): LossesAndSecond {
  return runNative('OutrageousCrossEntropy', [logits, labels], 2);
}

/** The gradient of the logits, made anew from them and their sums. */
const gradientNatively: CrossEntropyGradient = ([dy], { inputs: { logits, labels }, outputs: [, sums] }) => ({
  logits: () => runNative('OutrageousCrossEntropyGradient', [logits, labels, sums, dy], 1)[0],
});

/** TensorFlow's own op gives the losses and their gradient in one pass. */
function forwardWithGradient({ logits, labels }: CrossEntropyInputs): LossesAndSecond {
  requireIndexOnHost(labels, logits.shape[1], 'label');
  const types = [typeAttribute('T', 'float32'), typeAttribute('Tlabels', 'int32')];
  return rawOps('SparseSoftmaxCrossEntropyWithLogits', types, [logits, labels], 2);
}

export const tensorflow = { forward, gradient };
