import type * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Gradient, Optimizer, Parameter, ParameterTree, Pending, Task } from '@outrageous/core';

/** Sums that have begun, by parameter; several where a parameter is used several times. */
type Begun = Map<Parameter, Pending<Gradient>[]>;

/**
 * Overlaps the sums over processes with the backward pass: a parameter's sum begins when its gradient is known, while
 * those of the layers below it are still computed, and the optimizer waits for it.
 *
 * @param makeTask makes the task with parameters that tell when their gradients come
 */
export function overlapped<Batch>(
  makeTask: (parameters: ParameterTree) => Task<Batch>,
  parameters: ParameterTree,
  { optimizer, communicator }: { readonly optimizer: Optimizer; readonly communicator: Communicator },
): { readonly task: Task<Batch>; readonly optimizer: Optimizer } {
  const begun: Begun = new Map();
  const telling = mapParameters(parameters, (parameter) => ({
    ...parameter,
    read: () => onGradient(parameter.read(), (gradient) => begin(begun, parameter, gradient, communicator)),
  }));
  return { task: { ...makeTask(telling), parameters }, optimizer: waiting(optimizer, begun) };
}

function begin(begun: Begun, parameter: Parameter, gradient: tf.Tensor, communicator: Communicator): void {
  begun.set(parameter, [...(begun.get(parameter) ?? []), communicator.allReduce(gradient)]);
}

function waiting(optimizer: Optimizer, begun: Begun): Optimizer {
  return {
    ...optimizer,
    update(_, state, parameters) {
      const sums = [...begun].map(([parameter, sums]) => [parameter, added(sums.map((sum) => sum.wait()))] as const);
      begun.clear();
      optimizer.update(new Map(sums), state, parameters);
    },
  };
}

declare function added(gradients: readonly Gradient[]): Gradient;

/** The same tensor; `tell` is called with its gradient when the backward pass has it. */
declare function onGradient<T extends tf.Tensor>(x: T, tell: (gradient: T) => void): T;

declare function mapParameters(tree: ParameterTree, f: (parameter: Parameter) => Parameter): ParameterTree;
