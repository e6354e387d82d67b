import type { OpGradient } from '@outrageous/core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { LstmInputs } from './inputs.js';

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

/** What compositions of plain ops, and TensorFlow's own LSTM, compute over a sequence. */
export interface LstmOutputs {
  /** float32 [time, batch, hidden width] */
  readonly hidden: Tensor3D;
  /** float32 [batch, cells], after the last step */
  readonly finalCell: Tensor2D;
  readonly trace: Trace;
}

/** What our kernels compute over a sequence: the gates stay where the products with the weight were, side by side. */
export interface KernelOutputs {
  /** float32 [time, batch, hidden width] */
  readonly hidden: Tensor3D;
  /** float32 [batch, cells], after the last step */
  readonly finalCell: Tensor2D;
  /** float32 [time, batch, 4 · cells]: the gates i, f, g and o after their activations. */
  readonly gates: Tensor3D;
  /** float32 [time, batch, cells] */
  readonly cell: Tensor3D;
}

/** What they compute on WebGPU. */
export interface WebGpuOutputs extends KernelOutputs {
  /** float32 [time, batch, cells]: o ⊙ tanh(c), where a projection follows; otherwise it is `hidden`. */
  readonly unprojected: Tensor3D;
}

/** How many tensors the op gives at most: what it computes, and what the backend's own gradient needs. */
export const OUTPUTS = 8;

/** The outputs of the op in their order. Callers get the first two. */
export type OutputList = [hidden: Tensor3D, finalCell: Tensor2D, ...traced: Tensor3D[]];

/** The op's gradient. */
export type LstmOpGradient = OpGradient<LstmInputs, unknown, OutputList, [hidden: Tensor3D, finalCell: Tensor2D]>;

/** What the op gives, but on WebGPU. */
export function toOutputs({ hidden, finalCell, trace }: LstmOutputs): OutputList {
  const { inputGate, forgetGate, candidate, outputGate, cell, squashed } = trace;
  return [hidden, finalCell, inputGate, forgetGate, candidate, outputGate, cell, squashed];
}

/** The inverse of {@link toOutputs}. */
export function fromOutputs([hidden, finalCell, ...traced]: OutputList): LstmOutputs {
  const [inputGate, forgetGate, candidate, outputGate, cell, squashed] = traced;
  return { hidden, finalCell, trace: { inputGate, forgetGate, candidate, outputGate, cell, squashed } };
}

/** As {@link toOutputs}, of what our kernels compute. */
export function toKernelOutputs({ hidden, finalCell, gates, cell }: KernelOutputs): OutputList {
  return [hidden, finalCell, gates, cell];
}

/** The inverse of {@link toKernelOutputs}. */
export function fromKernelOutputs([hidden, finalCell, gates, cell]: OutputList): KernelOutputs {
  return { hidden, finalCell, gates, cell };
}

/** As {@link toOutputs}, of what the op computes on WebGPU. */
export function toWebGpuOutputs({ unprojected, ...outputs }: WebGpuOutputs): OutputList {
  return [...toKernelOutputs(outputs), ...(unprojected === outputs.hidden ? [] : [unprojected])];
}

/** The inverse of {@link toWebGpuOutputs}. */
export function fromWebGpuOutputs(outputs: OutputList): WebGpuOutputs {
  const computed = fromKernelOutputs(outputs);
  return { ...computed, unprojected: outputs[4] ?? computed.hidden };
}
