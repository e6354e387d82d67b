import type { ExpertPool, Gate, Recurrent } from '@outrageous/core';
import { type Forms, gateForms, poolForms, recurrentForms } from '@outrageous/core/contracts';
import type { Cell } from '@outrageous/lstm';
import type { GateSizes, LayerSizes, PoolSizes } from '../presets/parts.js';

/** What a factory must give. */
export interface Contract<Sizes, Part> {
  readonly kind: string;
  readonly members: Forms;
  /** The members that the sizes of a model decide. */
  readonly decided: (sizes: Sizes) => Partial<Part>;
}

/** Of a {@link Gate}. */
export const gateContract: Contract<GateSizes, Gate> = {
  kind: 'gate',
  members: gateForms,
  decided: ({ experts, groups }) => ({ groups, experts: experts * groups }),
};

/** Of an {@link ExpertPool}. */
export const poolContract: Contract<PoolSizes, ExpertPool> = {
  kind: 'expert pool',
  members: poolForms,
  decided: ({ experts, width }) => ({ experts, inputWidth: width, width }),
};

/** Of a {@link Recurrent} layer, or a {@link Cell}, which has the same members and `output`. */
export const layerContract: Contract<LayerSizes, Recurrent | Cell> = {
  kind: 'recurrent layer',
  members: recurrentForms,
  decided: ({ inputWidth, width }) => ({ inputWidth, width }),
};
