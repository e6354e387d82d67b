import { rawOps, typeAttribute } from '@outrageous/core';
import type { CrossEntropyInputs, LossesAndSecond } from './inputs.js';

/** TensorFlow's own op gives the losses and their gradient in one pass. */
export function crossEntropyWithTensorflow({ logits, labels }: CrossEntropyInputs): LossesAndSecond {
  const types = [typeAttribute('T', 'float32'), typeAttribute('Tlabels', 'int32')];
  return rawOps('SparseSoftmaxCrossEntropyWithLogits', types, [logits, labels], 2);
}
