import * as tf from '@tensorflow/tfjs-core';

/** What an op that is made where it is used computes, of any number of tensors. */
export interface ListOp {
  /** Computes the outputs, none of which is an input. Intermediate tensors are freed by the caller. */
  compute(inputs: readonly tf.Tensor[]): tf.Tensor[];
  /**
   * For each input a function that gives its gradient, undefined where it has none; called for those of which it is wanted.
   *
   * @param dys one for each output, zeros for those that aren't used
   */
  gradient(dys: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): readonly (() => tf.Tensor | undefined)[];
}

const NAME = 'OutrageousListOp';

/**
 * Runs functions of the caller as one entry of the tape, which keeps the inputs and nothing else.
 *
 * @returns new tensors
 */
export function runListOp(op: ListOp, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  tf.backend();
  registerOn(tf.getBackend());
  // The types of TensorFlow.js know no lists, and of attributes only those that its own ops have.
  const given = [...inputs] as unknown as tf.NamedTensorMap;
  const outputs: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(NAME, given, { op } as unknown as tf.NamedAttrMap);
  return [outputs].flat();
}

function registerOn(backendName: string): void {
  if (tf.getKernel(NAME, backendName)) return;
  tf.registerKernel({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => opOf(attrs).compute(Object.values(inputs) as tf.Tensor[])),
  });
  if (!tf.getGradient(NAME)) tf.registerGradient({ kernelName: NAME, saveAllInputs: true, gradFunc });
}

const gradFunc: tf.GradFunc = (dy, saved, attributes) => {
  const gradients = opOf(attributes).gradient([dy].flat(), saved);
  return Object.fromEntries(saved.map((input, i) => [i, () => gradients[i]() ?? tf.zeros(input.shape)]));
};

function opOf(attributes: tf.NamedAttrMap | undefined): ListOp {
  return (attributes as unknown as { readonly op: ListOp }).op;
}
