import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, type Gradients, type Optimizer, type Parameter, scaledUpdate } from '@outrageous/core';
import { checkOptions, checkValue, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { singleProcess } from '../communicators/singleProcess.js';
import { communicatorKind } from './communicatorKind.js';
import { sumGradients } from './sumGradients.js';

/** Which ranks hold the same experts. */
export interface ReplicaOptions {
  /** The ranks that hold the same experts as this one; nobody else where it isn't said. */
  readonly replicas?: Communicator;
}

/** How {@link dataParallel} sums gradients. */
export interface DataParallelOptions extends ReplicaOptions {
  /** How many numbers travel together, about; 2^20 (4 MiB) where it isn't said. */
  readonly bucket?: number;
}

/**
 * An optimizer that sees the gradients of the joined batch: sums over the ranks that hold a parameter.
 *
 * A parameter without a `shard` is held by all ranks. One that has a shard is held by the `replicas`; in each of them
 * its gradient already is the sum over the rows that {@link expertParallel} brought, so that nothing is counted
 * twice.
 *
 * Small gradients travel together, and all of them are under way before the first is waited for. Of a table, only the
 * rows travel that some rank names, and the optimizer gets those. A parameter that no rank's loss reached stays
 * without a gradient. All ranks see the same gradients bit for bit, and so what they hold in common stays the same.
 *
 * It goes around the others, which then see sums: `dataParallel(clipByGlobalNorm(1, adam(…), { norm }), world)`, with
 * {@link normOverRanks}. With one rank, the optimizer is given back as it is.
 *
 * @param communicator all ranks
 * @example
 * ```ts
 * const { world, experts, replicas } = grid(worldCommunicator(), 2);
 * const optimizer = dataParallel(adam({ learningRate: 1e-3 }), world, { replicas });
 * ```
 *
 * Section 3.1.
 */
export function dataParallel(
  optimizer: Optimizer,
  communicator: Communicator,
  options: DataParallelOptions = {},
): Optimizer {
  checkValue('dataParallel: the optimizer', optimizer, is.optimizer);
  checkValue('dataParallel: the communicator', communicator, communicatorKind);
  const kinds = { replicas: optional(communicatorKind), bucket: optional(is.size) };
  const { replicas = singleProcess(), bucket = 2 ** 20 } = checkOptions('dataParallel', options, kinds);
  if (communicator.size === 1) return optimizer;
  const summed = (gradients: Gradients, parameters: readonly Parameter[]): Gradients => {
    const [shared, sharded] = [false, true].map((wanted) => parameters.filter(({ shard }) => !!shard === wanted));
    const holders = [
      { communicator, parameters: shared },
      { communicator: replicas, parameters: sharded },
    ];
    const several = holders.filter((group) => group.communicator.size > 1);
    return inOrder(new Map([...gradients, ...sumGradients(gradients, several, bucket)]), parameters);
  };
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => optimizer.update(summed(gradients, parameters), state, parameters)),
    scaled: (scale) => ({
      update: (gradients, state, parameters) =>
        tf.tidy(() => scaledUpdate(optimizer, scale).update(summed(gradients, parameters), state, parameters)),
    }),
  };
}

/** The order of the parameters, so that what goes through all gradients rounds alike on all ranks. */
function inOrder(gradients: Gradients, parameters: readonly Parameter[]): Gradients {
  const entries = parameters.map((parameter) => [parameter, gradients.get(parameter)] as const);
  return new Map(entries.flatMap(([parameter, gradient]) => (gradient ? [[parameter, gradient] as const] : [])));
}
