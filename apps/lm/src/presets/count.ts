import { leaves, type ParameterSpec, type ParameterSpecs, sizeOf } from '@outrageous/core';
import { balanceOf, type Preset } from './preset.js';

/** What a model costs, counted as the paper counts it. */
export interface PresetCost {
  /** Multiply-adds per time step. */
  readonly operations: number;
  readonly parameters: number;
}

/**
 * Operations per time step and parameters of a preset, computed from the composed model without allocating it.
 *
 * As in the paper's table 7, embedding and softmax are left out; both matrices
 * of each gate count, biases don't.
 *
 * @example
 * ```ts
 * countPreset(findPreset('moe-131072-h')); // { operations: …, parameters: 137577627648 }
 * ```
 */
export function countPreset(preset: Preset): PresetCost {
  const { operations, parameters } = preset.trunk({ dropout: 0, balance: balanceOf(preset) });
  return { operations, parameters: countWeights(parameters) };
}

/** The numbers in matrices; vectors are biases. */
function countWeights(specs: ParameterSpecs): number {
  return leaves(specs)
    .filter(isMatrix)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function isMatrix({ shape, perExpert }: ParameterSpec): boolean {
  return shape.length - Number(perExpert) >= 2;
}
