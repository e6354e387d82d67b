import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  gatherRows,
  initialize,
  key,
  type Mixture,
  parameterSpec,
  type ParameterTree,
  rowsOf,
  type Task,
  uniformFanIn,
} from '@outrageous/core';

/** Words, as a model of language gets them. */
export interface Words {
  readonly ids: readonly number[];
  readonly predictions: number;
}

/** How many words there are. */
export const words = 11;

/** A mixture between a table, a matrix, and a loss: all that gradients can be in a model. */
export interface Model {
  readonly task: Task<Words, []>;
  readonly parameters: ParameterTree;
}

/**
 * The smallest model that has a table, a matrix and a mixture:
 *
 *     x = E[id] · W,   loss = mean over words of (Σ_j cos(j) · (x + mixture(x))_j − id)²
 *
 * @param mixture from `width` to as many columns
 */
export function modelOf(mixture: Mixture, width: number): Model {
  const specs = {
    embedding: parameterSpec([words, width], uniformFanIn(1), { table: true }),
    matrix: parameterSpec([width, width], uniformFanIn()),
    mixture: mixture.parameters,
  };
  const parameters = initialize(specs, key(5));
  const forward: Task<Words, []>['forward'] = ({ ids }, state, context) => {
    const found = gatherRows(rowsOf(parameters.embedding), int32(ids));
    const tokens = tf.matMul<tf.Tensor2D>(found, parameters.matrix.read());
    const { output, routing } = mixture.apply(parameters.mixture, tokens, childContext(context, 'mixture'));
    return { loss: meanError(tf.add<tf.Tensor2D>(tokens, output), ids), state, routings: [routing] };
  };
  return { parameters, task: { parameters, zeroState: () => [], forward } };
}

/** Zero where there are no words. */
function meanError(output: tf.Tensor2D, ids: readonly number[]): tf.Scalar {
  const wave = tf.cos<tf.Tensor1D>(tf.range(0, output.shape[1]));
  const told = tf.sum(tf.mul(output, wave), 1);
  const errors = tf.square(tf.sub(told, tf.cast(int32(ids), 'float32')));
  return tf.div(tf.sum(errors), Math.max(1, ids.length));
}

function int32(numbers: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...numbers], 'int32');
}
