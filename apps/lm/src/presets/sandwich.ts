import type { Gate, Recurrent } from '@outrageous/core';
import { offered } from '@outrageous/core/options';
import { mixture } from '@outrageous/experts';
import { balanced, hierarchical } from '@outrageous/gating';
import { mixtureLayer, trunk } from '../model/trunk.js';
import { type GateSizes, paperParts } from './parts.js';
import type { TrunkOptions } from './preset.js';

/** The size of an LSTM layer whose input and output are equally wide. */
export interface LstmSize {
  readonly width: number;
  /** Cells, where they are more than the width, which the output is then projected to. */
  readonly cells?: number;
}

/** LSTM → middle → LSTM: what all of the paper's mixtures stand in. */
export function sandwich(size: LstmSize, middle: readonly Recurrent[], options: TrunkOptions): Recurrent {
  return trunk([lstmLayer(size, options), ...middle, lstmLayer(size, options)], options.dropout);
}

/** An LSTM as wide as its input. */
export function lstmLayer({ width, cells }: LstmSize, { parts }: Pick<TrunkOptions, 'parts'> = {}): Recurrent {
  const { layer } = { ...paperParts, ...parts };
  const sizes = { inputWidth: width, width, cells: cells ?? width };
  return layer(offered(cells === undefined ? sizes : { ...sizes, projection: width }));
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
  return withExperts(gateOf({ width, experts, groups: 1, k }, options), { width, hidden }, options);
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
  const primary = gateOf({ width, experts: groups, groups: 1, k }, options);
  const secondary = gateOf({ width, experts: perGroup, groups, k }, options);
  return withExperts(hierarchical(primary, secondary), { width, hidden }, options);
}

function gateOf(sizes: Omit<GateSizes, 'expertsPerToken'>, { parts }: TrunkOptions): Gate {
  const { gate } = { ...paperParts, ...parts };
  return gate(offered({ ...sizes, expertsPerToken: sizes.k }));
}

/** d → hidden → d with ReLU, as many experts as the gate has. */
function withExperts(
  gate: Gate,
  sizes: Pick<FlatSize, 'width' | 'hidden'>,
  { balance, mixture: join = mixture, parts }: TrunkOptions,
): Recurrent {
  const { experts } = { ...paperParts, ...parts };
  return mixtureLayer(
    join(balanced(gate, balance), experts(offered({ experts: gate.experts, ...sizes }))),
    sizes.width,
  );
}
