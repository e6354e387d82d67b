import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';

/** All that a GRU over a sequence computes, and what its gradient needs. */
export interface GruOutputs {
  /** float32 [time, batch, cells] */
  readonly hidden: Tensor3D;
  /** float32 [time, batch, 3 · cells]: r, z and n after their activations. */
  readonly gates: Tensor3D;
  /** float32 [time, batch, cells]: n_h, the hidden state's part of the candidate, before the reset gate. */
  readonly recalled: Tensor3D;
}

/** How many tensors the op gives. */
export const OUTPUTS = 3;

/** The outputs of the op in their order. Callers get the first. */
export function toOutputs({ hidden, gates, recalled }: GruOutputs): Tensor[] {
  return [hidden, gates, recalled];
}

/** The inverse of {@link toOutputs}. */
export function fromOutputs(outputs: readonly Tensor[]): GruOutputs {
  const [hidden, gates, recalled] = outputs as Tensor3D[];
  return { hidden, gates, recalled };
}
