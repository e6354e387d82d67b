import type { OpGradient } from '@outrageous/core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { GruInputs } from './inputs.js';

/** All that a GRU over a sequence computes, and what its gradient needs. */
export interface GruOutputs {
  /** float32 [time, batch, cells] */
  readonly hidden: Tensor3D;
  /** float32 [time, batch, 3 · cells]: r, z and n after their activations. */
  readonly gates: Tensor3D;
  /** float32 [time, batch, cells]: n_h, the hidden state's part of the candidate, before the reset gate. */
  readonly recalled: Tensor3D;
}

/** The outputs of the op in their order. Callers get the first. */
export type OutputList = [hidden: Tensor3D, ...traced: Tensor3D[]];

/** The op's gradient. */
export type GruOpGradient = OpGradient<GruInputs, unknown, OutputList, [Tensor3D]>;

/** What the op gives. */
export function toOutputs({ hidden, gates, recalled }: GruOutputs): OutputList {
  return [hidden, gates, recalled];
}

/** The inverse of {@link toOutputs}. */
export function fromOutputs([hidden, gates, recalled]: OutputList): GruOutputs {
  return { hidden, gates, recalled };
}
