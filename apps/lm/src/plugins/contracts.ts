import type { ExpertPool, Gate, Recurrent } from '@outrageous/core';
import type { Cell } from '@outrageous/lstm';
import * as v from 'valibot';
import { notNegative, positive, wholeNumber } from '../options/schema.js';
import type { GateSizes, LayerSizes, PoolSizes } from '../presets/parts.js';
import type { Members } from './faultIn.js';

/** What a factory must give. */
export interface Contract<Sizes, Part> {
  readonly kind: string;
  readonly members: Members;
  /** The members that the sizes of a model decide. */
  readonly decided: (sizes: Sizes) => Partial<Part>;
}

const layer = {
  parameters: v.custom((value) => typeof value === 'object' && value !== null, 'a tree of parameter specs'),
  operations: notNegative(),
  apply: v.function('a function (parameters, input, context) => output'),
};

/** Of a {@link Gate}. */
export const gateContract: Contract<GateSizes, Gate> = {
  kind: 'gate',
  members: { ...layer, groups: wholeNumber(1), experts: wholeNumber(1), expertsPerToken: positive() },
  decided: ({ experts, groups }) => ({ groups, experts: experts * groups }),
};

/** Of an {@link ExpertPool}. */
export const poolContract: Contract<PoolSizes, ExpertPool> = {
  kind: 'expert pool',
  members: {
    ...layer,
    experts: wholeNumber(1),
    part: v.function('a function (first, count) => pool'),
    inputWidth: wholeNumber(1),
    width: wholeNumber(1),
  },
  decided: ({ experts, width }) => ({ experts, inputWidth: width, width }),
};

/** Of a {@link Recurrent} layer, or a {@link Cell}, which has the same members and `output`. */
export const layerContract: Contract<LayerSizes, Recurrent | Cell> = {
  kind: 'recurrent layer',
  members: {
    ...layer,
    inputWidth: wholeNumber(1),
    width: wholeNumber(1),
    zeroState: v.function('a function (batch) => state'),
  },
  decided: ({ inputWidth, width }) => ({ inputWidth, width }),
};
