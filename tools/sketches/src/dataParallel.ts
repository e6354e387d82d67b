import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  denseGradient,
  type Gradient,
  type Gradients,
  isRowGradient,
  type Optimizer,
  type Parameter,
  type Pending,
  scaledUpdate,
  sizeOf,
} from '@outrageous/core';
import { rowsOnce } from './rowsOnce.js';

/** Who holds the same as this process. */
export interface Grid {
  /** All processes: everything but experts is the same on each. */
  readonly world: Communicator;
  /** The processes with the same experts; this one alone where each expert exists once. */
  readonly replicas: Communicator;
}

/**
 * An optimizer whose gradients are summed over all processes that hold a parameter, before it sees them.
 *
 * Goes around the others: `dataParallel(clipped(1, adam(…), grid), grid)`.
 */
export function dataParallel(optimizer: Optimizer, grid: Grid): Optimizer {
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => optimizer.update(summed(gradients, parameters, grid), state, parameters)),
    scaled: (scale) => ({
      update: (gradients, state, parameters) =>
        tf.tidy(() => scaledUpdate(optimizer, scale).update(summed(gradients, parameters, grid), state, parameters)),
    }),
  };
}

/** All sums go on at the same time. Every process begins them in the order of the parameters, whatever its own loss reached. */
function summed(gradients: Gradients, parameters: readonly Parameter[], grid: Grid): Gradients {
  const pending = parameters.map((parameter) => {
    const gradient = gradients.get(parameter) ?? nothing(parameter);
    return [parameter, sumOf(gradient, parameter, holdersOf(parameter, grid))] as const;
  });
  return new Map(pending.map(([parameter, sum]) => [parameter, sum.wait()]));
}

function holdersOf({ shard }: Parameter, { world, replicas }: Grid): Communicator {
  return shard ? replicas : world;
}

/** The gradient of a parameter that this process's loss doesn't reach. */
function nothing({ shape, table }: Parameter): Gradient {
  if (!table) return tf.zeros([...shape]);
  return { kind: 'rows', rows: tf.tensor1d([], 'int32'), values: tf.zeros([0, ...shape.slice(1)]) };
}

/** Of rows, only those that some process names travel. */
function sumOf(gradient: Gradient, { shape }: Parameter, communicator: Communicator): Pending<Gradient> {
  if (!isRowGradient(gradient)) return communicator.allReduce(gradient);
  const [rows, values] = [communicator.allGather(gradient.rows), communicator.allGather(gradient.values)];
  return { wait: () => rowsOnce({ kind: 'rows', rows: rows.wait(), values: values.wait() }, shape[0]) };
}

/** Small gradients in few messages: sums of up to so many numbers are joined, and taken apart again. */
export function sumInBuckets(
  gradients: readonly tf.Tensor[],
  communicator: Communicator,
  size: number,
): Pending<readonly tf.Tensor[]> {
  const buckets = bucketsOf(gradients, size).map((tensors) => ({
    tensors,
    sum: communicator.allReduce(tf.concat(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1])))),
  }));
  return { wait: () => buckets.flatMap(({ tensors, sum }) => takenApart(sum.wait(), tensors)) };
}

declare function bucketsOf(tensors: readonly tf.Tensor[], size: number): readonly (readonly tf.Tensor[])[];

function takenApart(joined: tf.Tensor1D, like: readonly tf.Tensor[]): tf.Tensor[] {
  const sizes = like.map(({ shape }) => sizeOf(shape));
  return tf.split<tf.Tensor1D>(joined, sizes).map((part, i) => tf.reshape(part, like[i].shape));
}

/**
 * The norm is that of the whole model, so that all processes shrink their gradients alike: each parameter's squares
 * are shared among those who hold it, and added over all processes.
 */
export function clipped(maximum: number, optimizer: Optimizer, grid: Grid): Optimizer {
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => {
        const shares = [...gradients].map(([parameter, gradient]) =>
          tf.div<tf.Scalar>(sumOfSquares(gradient, parameter), holdersOf(parameter, grid).size),
        );
        const squares = grid.world.allReduce(tf.addN<tf.Scalar>(shares)).wait();
        const scale = tf.minimum<tf.Scalar>(1, tf.div(maximum, tf.sqrt(squares)));
        scaledUpdate(optimizer, scale).update(gradients, state, parameters);
      }),
  };
}

function sumOfSquares(gradient: Gradient, parameter: Parameter): tf.Scalar {
  return tf.sum(tf.square(denseGradient(gradient, parameter.shape)));
}
