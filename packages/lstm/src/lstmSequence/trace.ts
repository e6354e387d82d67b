import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** What an LSTM did at each step: what its gradient needs. Each float32 [time, batch, cells]. */
export interface Trace {
  readonly inputGate: Tensor3D;
  readonly forgetGate: Tensor3D;
  readonly candidate: Tensor3D;
  readonly outputGate: Tensor3D;
  readonly cell: Tensor3D;
  /** tanh(cell) */
  readonly squashed: Tensor3D;
}

/** All that an LSTM over a sequence computes. */
export interface LstmOutputs {
  /** float32 [time, batch, hidden width] */
  readonly hidden: Tensor3D;
  /** float32 [batch, cells], after the last step */
  readonly finalCell: Tensor2D;
  readonly trace: Trace;
}

/** How many tensors the op gives. */
export const OUTPUTS = 8;

/** The outputs of the op in their order. Gradients flow through the first two only. */
export function toOutputs({ hidden, finalCell, trace }: LstmOutputs): Tensor[] {
  const { inputGate, forgetGate, candidate, outputGate, cell, squashed } = trace;
  return [hidden, finalCell, inputGate, forgetGate, candidate, outputGate, cell, squashed];
}

/** The inverse of {@link toOutputs}. */
export function fromOutputs(outputs: readonly Tensor[]): LstmOutputs {
  const [hidden, finalCell, ...steps] = outputs;
  const [inputGate, forgetGate, candidate, outputGate, cell, squashed] = steps as Tensor3D[];
  const trace = { inputGate, forgetGate, candidate, outputGate, cell, squashed };
  return { hidden: hidden as Tensor3D, finalCell: finalCell as Tensor2D, trace };
}
