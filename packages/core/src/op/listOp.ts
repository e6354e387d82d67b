import * as tf from '@tensorflow/tfjs-core';
import { kernelRegistry } from './kernelRegistry.js';
import { startedBackend } from './op.js';

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

type Attributes = { readonly op: ListOp };

const NAME = 'OutrageousListOp';

/**
 * Runs functions of the caller as one entry of the tape, which keeps the inputs and nothing else.
 *
 * @returns new tensors
 */
export function runListOp(op: ListOp, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  registerOn(startedBackend());
  return kernelRegistry.engine().runKernel(NAME, inputs, { op });
}

function registerOn(backendName: string): void {
  if (tf.getKernel(NAME, backendName)) return;
  kernelRegistry.registerKernel<readonly tf.Tensor[], Attributes, tf.Tensor[]>({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs, attrs: { op } }) => tf.tidy(() => op.compute(inputs)),
  });
  if (!tf.getGradient(NAME)) registerGradient();
}

function registerGradient(): void {
  kernelRegistry.registerGradient<Attributes>({
    kernelName: NAME,
    saveAllInputs: true,
    gradFunc(dy, saved, { op }) {
      const gradients = op.gradient([dy].flat(), saved);
      return Object.fromEntries(saved.map((input, i) => [i, () => gradients[i]() ?? tf.zeros(input.shape)]));
    },
  });
}
