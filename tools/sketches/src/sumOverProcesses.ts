import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, defineOp } from '@outrageous/core';

/**
 * A sum over processes of which each differentiates its own term: the gradient goes to the term as it comes.
 *
 * So the gradients of a loss that is made from such sums are, added over processes, those of one process.
 */
const sumOp = defineOp<{ term: tf.Tensor }, { communicator: Communicator }, [tf.Tensor]>({
  name: 'SketchSumOverProcesses',
  inputs: ['term'],
  reference: ({ term }, { communicator }) => [communicator.allReduce(term).wait()],
  gradient: ([dy]) => ({ term: () => tf.clone(dy) }),
});

/** Gives the sum over processes of a tensor that each has a term of. */
export const sumOverProcesses =
  (communicator: Communicator) =>
  (term: tf.Tensor): tf.Tensor =>
    sumOp({ term }, { communicator })[0];
