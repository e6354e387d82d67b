import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Context,
  dropout,
  gatherRows,
  initialize,
  key,
  normal,
  parameterSpec,
  rowsOf,
  type Task,
  uniformFanIn,
} from '@outrageous/core';
import type { Window } from '../data/contiguousBatches.js';
import { crossEntropy } from '../loss/crossEntropy.js';

/** A state of two types of tensors, at two depths. */
export type TinyState = { readonly hidden: readonly [tf.Tensor2D]; readonly seen: tf.Tensor1D };

/** How many words {@link tinyTask} knows. */
export const vocabularySize = 7;

/**
 * A simple recurrent network with noise and dropout: small, yet with all that can make a resumed run differ.
 *
 *     h ← tanh(dropout(E[x]) + h · U + noise),   logits = h · W
 */
export function tinyTask(width = 3): Task<Window, TinyState> {
  const specs = {
    embedding: parameterSpec([vocabularySize, width], uniformFanIn(1), { table: true }),
    layers: [{ recurrent: parameterSpec([width, width], uniformFanIn()) }],
    softmax: parameterSpec([width, vocabularySize], uniformFanIn()),
  };
  const parameters = initialize(specs, key(3));
  const { embedding, softmax } = parameters;
  const [{ recurrent }] = parameters.layers;
  return {
    parameters,
    zeroState: (batch) => ({ hidden: [tf.zeros([batch, width])], seen: tf.zeros([batch], 'int32') }),
    forward({ time, inputs, labels, weights }, { hidden: [first], seen }, context) {
      const rows = gatherRows(rowsOf(embedding), tf.tensor1d(inputs, 'int32'));
      let hidden = first;
      const all = tf.split<tf.Tensor2D>(disturbed(rows, context), time).map((x) => {
        hidden = tf.tanh(tf.add<tf.Tensor2D>(x, tf.matMul(hidden, recurrent.read())));
        return hidden;
      });
      const logits = tf.matMul<tf.Tensor2D>(tf.concat(all), softmax.read());
      const loss = crossEntropy(logits, tf.tensor1d(labels, 'int32'), weights && tf.tensor1d(weights));
      return { loss, state: { hidden: [hidden], seen: tf.add(seen, tf.onesLike(seen)) }, routings: [] };
    },
  };
}

function disturbed(rows: tf.Tensor2D, context: Context): tf.Tensor2D {
  const kept = dropout(rows, 0.2, childContext(context, 'dropout'));
  if (!context.training) return kept;
  return tf.add<tf.Tensor2D>(kept, tf.mul(0.1, normal(childContext(context, 'noise').key, rows.shape)));
}

/** The same task, but from a certain call of `forward` on its loss is NaN. */
export function spoilt(task: Task<Window, TinyState>, fromCall: number): Task<Window, TinyState> {
  let calls = 0;
  return {
    ...task,
    forward(...input) {
      const output = task.forward(...input);
      if (++calls < fromCall) return output;
      return { ...output, loss: tf.mul(output.loss, NaN) };
    },
  };
}
