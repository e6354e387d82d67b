import type { Tensor } from '@tensorflow/tfjs-core';
import { rawOp } from '../rawTensorflow.js';
import type { CrossEntropyInputs } from './crossEntropy.js';

/** TensorFlow's own op gives the losses and their gradient in one pass. */
export function crossEntropyWithTensorflow({ logits, labels }: CrossEntropyInputs): Tensor[] {
  return rawOp({
    name: 'SparseSoftmaxCrossEntropyWithLogits',
    types: { T: 'float32', Tlabels: 'int32' },
    inputs: [logits, labels],
    outputs: 2,
  });
}
