import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '@outrageous/core/testing';
import { singleProcess } from './singleProcess.js';

describe('singleProcess', () => {
  const { allReduce, allToAll, broadcast } = singleProcess();

  it('lets gradients through', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.square(allReduce(input).wait())))(x);
    await expectClose(gradient, [2, 4, 6]);
    tf.dispose([x, gradient]);
  });

  it('says what is wrong with counts', () => {
    tf.tidy(() => {
      expect(() => allToAll(tf.zeros([3, 2]), tf.tensor1d([1, 2], 'int32'))).toThrow(
        'allToAll: got counts [2] for 1 rank; needs one count per rank, int32 [1]',
      );
    });
  });

  it('says what is wrong with a root', () => {
    tf.tidy(() => {
      expect(() => broadcast(tf.zeros([1]), 2)).toThrow(
        'broadcast: root 2 is not a rank of this communicator; the only rank is 0',
      );
    });
  });
});
