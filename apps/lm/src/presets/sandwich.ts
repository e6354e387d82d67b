import type { Gate, Recurrent } from '@outrageous/core';
import { feedForward, mixture } from '@outrageous/experts';
import { balanced, hierarchical, noisyTopK } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';
import { mixtureLayer, trunk } from '../model/trunk.js';
import type { TrunkOptions } from './preset.js';

/** The size of an LSTM layer whose input and output are equally wide. */
export interface LstmSize {
  readonly width: number;
  /** Cells, where they are more than the width, which the output is then projected to. */
  readonly cells?: number;
}

/** LSTM → middle → LSTM: what all of the paper's mixtures stand in. */
export function sandwich(size: LstmSize, middle: readonly Recurrent[], { dropout }: TrunkOptions): Recurrent {
  return trunk([lstmLayer(size), ...middle, lstmLayer(size)], dropout);
}

/** An LSTM as wide as its input. */
export function lstmLayer({ width, cells }: LstmSize): Recurrent {
  return cells === undefined
    ? lstm({ inputWidth: width, cells: width })
    : lstm({ inputWidth: width, cells, projection: width });
}

/** A flat mixture: each token goes to k of n feed-forward experts. */
export interface FlatSize {
  readonly width: number;
  readonly experts: number;
  readonly hidden: number;
  readonly k: number;
}

/** Section 2.1: one noisy top-k gate over all experts. */
export function flat({ width, experts, hidden, k }: FlatSize, options: TrunkOptions): Recurrent {
  return withExperts(noisyTopK({ width, experts, k }), { width, hidden }, options);
}

/** A hierarchical mixture: each token goes to k of `groups` groups, and in each to k of `perGroup` experts. */
export interface HierarchicalSize {
  readonly width: number;
  readonly groups: number;
  readonly perGroup: number;
  readonly hidden: number;
  readonly k: number;
}

/** Appendix B: a primary gate over groups, and one secondary gate for each group. */
export function twoLevels({ width, groups, perGroup, hidden, k }: HierarchicalSize, options: TrunkOptions): Recurrent {
  const primary = noisyTopK({ width, experts: groups, k });
  const secondary = noisyTopK({ width, experts: perGroup, k, groups });
  return withExperts(hierarchical(primary, secondary), { width, hidden }, options);
}

/** d → hidden → d with ReLU, as many experts as the gate has. */
function withExperts(
  gate: Gate,
  { width, hidden }: Pick<FlatSize, 'width' | 'hidden'>,
  { balance, mixture: join = mixture }: TrunkOptions,
): Recurrent {
  return mixtureLayer(join(balanced(gate, balance), feedForward({ experts: gate.experts, width, hidden })), width);
}
