import type { ExpertPool, Gate, Recurrent } from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import { noisyTopK } from '@outrageous/gating';
import { lstm } from '@outrageous/lstm';

/** What a model needs of a gate. */
export interface GateSizes {
  /** The width d of the rows. */
  readonly width: number;
  /** How many experts each group has. */
  readonly experts: number;
  /** Groups of rows, each with experts of its own: 1, but for the second level of a hierarchy. */
  readonly groups: number;
  /** How many experts see a row. */
  readonly k: number;
  /** The same number, under the name of gates where it is a mean. */
  readonly expertsPerToken: number;
}

/** What a model needs of a pool of experts. */
export interface PoolSizes {
  /** The width d of the rows, which come back as wide. */
  readonly width: number;
  readonly experts: number;
  /** The width of a hidden layer. */
  readonly hidden: number;
}

/** What a model needs of a recurrent layer. */
export interface LayerSizes {
  /** The width d of the input. */
  readonly inputWidth: number;
  /** The width of the output: that of the input, which is added to it. */
  readonly width: number;
  readonly cells: number;
  /** The width that the output of the cells is projected to, where there are more cells than that. */
  readonly projection?: number;
}

/** What the mixtures and recurrent layers of a preset are made of. */
export interface Parts {
  readonly gate: (sizes: GateSizes) => Gate;
  readonly experts: (sizes: PoolSizes) => ExpertPool;
  readonly layer: (sizes: LayerSizes) => Recurrent;
}

/** The paper's: noisy top-k gates, feed-forward experts, LSTMs. */
export const paperParts: Parts = { gate: noisyTopK, experts: feedForward, layer: lstm };
