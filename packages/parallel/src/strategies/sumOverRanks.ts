import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, defineOp, mapTensors, type TensorTree, treeTensors } from '@outrageous/core';
import { joined, takenApart } from './joined.js';

const sumOp = defineOp<{ terms: tf.Tensor1D }, { communicator: Communicator }, [tf.Tensor1D]>({
  name: 'OutrageousSumOverRanks',
  inputs: ['terms'],
  reference: ({ terms }, { communicator }) => [communicator.allReduce(terms).wait()],
  gradient: ([dy]) => ({ terms: () => tf.clone(dy) }),
});

/**
 * The sums over all ranks of trees that are alike: all that they hold, in one message.
 *
 * Each rank differentiates its own terms: their gradients are those of the sums. So the gradients of a loss that is
 * made of such sums are, added over ranks, those of one process.
 *
 * @param terms tensors of float32
 * @example
 * ```ts
 * const { squares, count } = sumOverRanks(communicator, { squares: tf.sum(tf.square(x)), count: tf.scalar(x.size) });
 * ```
 */
export function sumOverRanks<Tree extends TensorTree>(communicator: Communicator, terms: Tree): Tree {
  const tensors = treeTensors(terms);
  const [sum] = sumOp({ terms: joined(tensors) }, { communicator });
  const sums = takenApart(sum, tensors);
  let at = 0;
  return mapTensors(terms, () => sums[at++]);
}
